"""The gate: judges a text on its evidence and approved claims, without I/O."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guardrails.checker import Bench as Bench
    from guardrails.policy import Ruling as Ruling
    from guardrails.policy import Situation as Situation
    from guardrails.policy import rule_on as rule_on
    from guardrails.claims.lifecycle import in_force as in_force
    from guardrails.claims.matching import MatchKind as MatchKind
    from guardrails.claims.matching import ClaimMatch as ClaimMatch
    from guardrails.claims.matching import match_claim as match_claim
    from guardrails.claims.cases import judge_approved_case as judge_approved_case
    from guardrails.assertion import assess as assess
    from guardrails.build import build_case as build_case
    from guardrails.certificate import (
        Signer as Signer,
    )
    from guardrails.certificate import (
        verify_certificate as verify_certificate,
    )
    from guardrails.checker import (
        check as check,
    )
    from guardrails.checker import (
        draft_from_text as draft_from_text,
    )
    from guardrails.claims.lifecycle import Standing as Standing
    from guardrails.claims.lifecycle import standing as standing
    from guardrails.claims.load import ClaimSet as ClaimSet
    from guardrails.claims.load import load_claims as load_claims
    from guardrails.claims.scope import out_of_scope as out_of_scope
    from guardrails.domain import (
        Block as Block,
    )
    from guardrails.domain import (
        Certificate as Certificate,
    )
    from guardrails.domain import (
        Citation as Citation,
    )
    from guardrails.domain import (
        Claim as Claim,
    )
    from guardrails.domain import (
        ClaimRef as ClaimRef,
    )
    from guardrails.domain import (
        ClaimReference as ClaimReference,
    )
    from guardrails.domain import (
        Context as Context,
    )
    from guardrails.domain import (
        Coverage as Coverage,
    )
    from guardrails.domain import (
        Decision as Decision,
    )
    from guardrails.domain import (
        Draft as Draft,
    )
    from guardrails.domain import (
        Evidence as Evidence,
    )
    from guardrails.domain import (
        Finding as Finding,
    )
    from guardrails.domain import (
        Line as Line,
    )
    from guardrails.domain import (
        Mode as Mode,
    )
    from guardrails.domain import (
        Product as Product,
    )
    from guardrails.domain import (
        ProductStatus as ProductStatus,
    )
    from guardrails.domain import (
        Profile as Profile,
    )
    from guardrails.domain import (
        Qualifier as Qualifier,
    )
    from guardrails.domain import (
        QualifierPlacement as QualifierPlacement,
    )
    from guardrails.domain import (
        Quarantined as Quarantined,
    )
    from guardrails.domain import (
        Released as Released,
    )
    from guardrails.domain import (
        Section as Section,
    )
    from guardrails.domain import (
        Severity as Severity,
    )
    from guardrails.domain import (
        Signature as Signature,
    )
    from guardrails.domain import (
        SourceSpan as SourceSpan,
    )
    from guardrails.domain import (
        Statement as Statement,
    )
    from guardrails.domain import (
        StatementKind as StatementKind,
    )
    from guardrails.domain import (
        Suggestion as Suggestion,
    )
    from guardrails.domain import (
        Table as Table,
    )
    from guardrails.domain import (
        Variation as Variation,
    )
    from guardrails.domain import (
        Verdict as Verdict,
    )
    from guardrails.domain import (
        Waiver as Waiver,
    )
    from guardrails.domain import (
        Withheld as Withheld,
    )
    from guardrails.domain import (
        line_text as line_text,
    )
    from guardrails.errors import (
        CertificateInvalid as CertificateInvalid,
    )
    from guardrails.errors import (
        ClaimsInvalid as ClaimsInvalid,
    )
    from guardrails.errors import (
        GuardrailError as GuardrailError,
    )
    from guardrails.errors import (
        RuleDataInvalid as RuleDataInvalid,
    )
    from guardrails.labels import LabelSnapshot as LabelSnapshot
    from guardrails.labels import known_labels as known_labels
    from guardrails.labels import known_products as known_products
    from guardrails.normalise import fold as fold
    from guardrails.releasing import (
        release as release,
    )
    from guardrails.screens.adverse_events import AdverseEvent as AdverseEvent
    from guardrails.screens.adverse_events import Complaint as Complaint
    from guardrails.screens.injection import find_injections as find_injections
    from guardrails.screens.note import NoteScreen as NoteScreen
    from guardrails.screens.note import screen_note as screen_note
    from guardrails.screens.phi import find_phi as find_phi
    from guardrails.statements import split_sentences as split_sentences

_HOME = {
    "out_of_scope": "claims.scope",
    "standing": "claims.lifecycle",
    "Standing": "claims.lifecycle",
    "AdverseEvent": "screens.adverse_events",
    "Complaint": "screens.adverse_events",
    "find_injections": "screens.injection",
    "NoteScreen": "screens.note",
    "screen_note": "screens.note",
    "find_phi": "screens.phi",
    "assess": "assertion",
    "build_case": "build",
    "fold": "normalise",
    "split_sentences": "statements",
    "Block": "domain",
    "Certificate": "domain",
    "Citation": "domain",
    "Claim": "domain",
    "ClaimRef": "domain",
    "ClaimReference": "domain",
    "Context": "domain",
    "Coverage": "domain",
    "Decision": "domain",
    "Draft": "domain",
    "Evidence": "domain",
    "Finding": "domain",
    "Line": "domain",
    "Mode": "domain",
    "Product": "domain",
    "ProductStatus": "domain",
    "Profile": "domain",
    "Qualifier": "domain",
    "QualifierPlacement": "domain",
    "Quarantined": "domain",
    "Released": "domain",
    "Section": "domain",
    "Severity": "domain",
    "Signature": "domain",
    "SourceSpan": "domain",
    "Statement": "domain",
    "StatementKind": "domain",
    "Suggestion": "domain",
    "Table": "domain",
    "Variation": "domain",
    "Verdict": "domain",
    "Waiver": "domain",
    "Withheld": "domain",
    "line_text": "domain",
    "CertificateInvalid": "errors",
    "ClaimsInvalid": "errors",
    "GuardrailError": "errors",
    "RuleDataInvalid": "errors",
    "check": "checker",
    "draft_from_text": "checker",
    "release": "releasing",
    "Signer": "certificate",
    "verify_certificate": "certificate",
    "load_claims": "claims.load",
    "ClaimSet": "claims.load",
    "LabelSnapshot": "labels",
    "known_labels": "labels",
    "known_products": "labels",
    "judge_approved_case": "claims.cases",
    "match_claim": "claims.matching",
    "ClaimMatch": "claims.matching",
    "MatchKind": "claims.matching",
    "in_force": "claims.lifecycle",
    "rule_on": "policy",
    "Situation": "policy",
    "Ruling": "policy",
    "Bench": "checker",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that importing the package stays cheap."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
