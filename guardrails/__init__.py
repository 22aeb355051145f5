"""The gate: judges a text on its evidence and approved claims, without I/O."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guardrails.certificate import (
        Signer as Signer,
        verify_certificate as verify_certificate,
    )
    from guardrails.checker import (
        check as check,
        draft_from_text as draft_from_text,
    )
    from guardrails.domain import (
        Block as Block,
        Certificate as Certificate,
        Citation as Citation,
        Claim as Claim,
        ClaimRef as ClaimRef,
        ClaimReference as ClaimReference,
        Context as Context,
        Coverage as Coverage,
        Decision as Decision,
        Draft as Draft,
        Evidence as Evidence,
        Finding as Finding,
        Line as Line,
        Mode as Mode,
        Product as Product,
        ProductStatus as ProductStatus,
        Profile as Profile,
        Qualifier as Qualifier,
        QualifierPlacement as QualifierPlacement,
        Quarantined as Quarantined,
        Released as Released,
        Section as Section,
        Severity as Severity,
        Signature as Signature,
        SourceSpan as SourceSpan,
        Statement as Statement,
        StatementKind as StatementKind,
        Suggestion as Suggestion,
        Table as Table,
        Variation as Variation,
        Verdict as Verdict,
        Waiver as Waiver,
        Withheld as Withheld,
        line_text as line_text,
    )
    from guardrails.errors import (
        CertificateInvalid as CertificateInvalid,
        ClaimsInvalid as ClaimsInvalid,
        GuardrailError as GuardrailError,
        RuleDataInvalid as RuleDataInvalid,
    )
    from guardrails.releasing import (
        release as release,
    )

_HOME = {
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
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that importing the package stays cheap."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
