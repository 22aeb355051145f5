"""One body a reader of the API document can send as it stands: shape and words of the invented company, no secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PROOF = "the password of the person who signs"
_CLAIM = {
    "text": "Nausea after chemotherapy troubles many patients despite guideline antiemetics.",
    "claim_type": "disease_state",
    "references": ["39016024"],
    "expires": "2027-11-30",
}

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "AskBody": {"question": "Does CBD prevent neuropathy?", "request_id": "MIR-2026-0389", "jurisdiction": "US-OH"},
    "PrepBody": {"account": "Lakeshore", "hcp": "Ellingsworth", "topic": "Nausea despite guideline antiemetics"},
    "BriefBody": {"product": "QUILLMERA", "indication": "chemotherapy-induced nausea and vomiting"},
    "PeriodBody": {"days": 180},
    "CheckBody": {"text": "Our oil calms every patient.", "products": ["QUILLMERA"], "jurisdiction": "US-OH"},
    "SearchBody": {"question": "nabiximols opioid-refractory cancer pain", "limit": 5},
    "ClaimBody": {"claim_id": "HB-C-120", **_CLAIM},
    "ClaimFields": {"references": ["39016024"], "expires": "2027-11-30"},
    "ClaimStepBody": {"version": 1, "step": "sign", "password": _PROOF},
    "AccountBody": {"phase": "formulary_evaluation", "pt_next": "2026-12-10"},
    "ImportBody": {
        "name": "accounts.csv",
        "content": "account_id,name,jurisdiction\nA-9,Hill Clinic,US-OH\n",
        "mapping": "accounts",
    },
    "ApplyBody": {"skip_bad": True},
    "CorrectionBody": {"date": "2026-11-16", "people": ["P-4"], "note": "Label overview for two nurses."},
    "FilingBody": {"draft_id": "RESPONSE-LETTER-0123456789ab"},
    "ClosingBody": {"closing": "Case PV-2026-0117"},
    "TextReviewBody": {"title": "Leave-behind, infusion unit", "text": "Ask your pharmacist about interactions."},
    "CommentBody": {"version": 1, "start": 0, "end": 12, "text": "Name the comparator."},
    "ChangeBody": {
        "version": 1,
        "edits": [{"start": 0, "end": 8, "text": "In the trial,"}],
        "note": "Comparator named",
    },
    "DecisionBody": {"version": 2, "choice": "approve_with_changes", "reason": "Dose corrected", "password": _PROOF},
    "JobBody": {"kind": "ingest", "query": "cannabidiol AND neoplasms[mh]", "since": "2026-01-01"},
    "SavedSearchBody": {"question": "nabiximols opioid-refractory cancer pain", "species": "human"},
    "UserBody": {
        "login": "jonah.pell",
        "name": "Jonah Pell",
        "role": "account_manager",
        "password": "at least twelve characters",
        "territories": ["US-OH"],
    },
    "UserChangeBody": {"role": "msl", "active": True, "territories": ["US-OH", "US-PA"]},
    "KeyBody": {"name": "CRM plug-in", "scopes": ["evidence", "check"], "days": 90},
}
"""Schema -> body."""
