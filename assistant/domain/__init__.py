"""The nouns of call preparation: a question, what was found for it, and whom it is for.

Frozen values without I/O. Articles and passages come from `ingest`, statements and verdicts from `guardrails`.
"""

from assistant.domain.accounts import (
    Account,
    AskedQuestion,
    Commitment,
    Correction,
    Interaction,
    Meeting,
    Merge,
    Person,
    Request,
    SafetyReport,
)
from assistant.domain.drafts import (
    EXTRACTIVE,
    UNKNOWN_PLACE,
    Asker,
    Company,
    DraftedAnswer,
    Finding,
    Role,
    SignOff,
    StudyPoints,
    mode_for,
)
from assistant.domain.evidence import Concept, EvidenceItem, EvidencePack, Filters, Hit, Intent, Query, SearchLog

__all__ = [
    "EXTRACTIVE",
    "UNKNOWN_PLACE",
    "Account",
    "AskedQuestion",
    "Asker",
    "Commitment",
    "Company",
    "Concept",
    "Correction",
    "DraftedAnswer",
    "EvidenceItem",
    "EvidencePack",
    "Filters",
    "Finding",
    "Hit",
    "Intent",
    "Interaction",
    "Meeting",
    "Merge",
    "Person",
    "Query",
    "Request",
    "Role",
    "SafetyReport",
    "SearchLog",
    "SignOff",
    "StudyPoints",
    "mode_for",
]
