"""The gate: judges a text on its evidence and approved claims, without I/O."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guardrails.assertion import assess as assess
    from guardrails.backing.judge import support as support
    from guardrails.backing.problems import (
        Label as Label,
        Problem as Problem,
        ProblemKind as ProblemKind,
        Support as Support,
    )
    from guardrails.backing.words import terms_of as terms_of
    from guardrails.build import build_case as build_case
    from guardrails.cascades import (
        Cause as Cause,
        consequence_of as consequence_of,
    )
    from guardrails.cells import bare_cell as bare_cell, safe_cell as safe_cell
    from guardrails.certificate import (
        Signer as Signer,
        verify_certificate as verify_certificate,
    )
    from guardrails.checker import (
        Bench as Bench,
        check as check,
        draft_from_text as draft_from_text,
        standard_bench as standard_bench,
        with_finding as with_finding,
    )
    from guardrails.claims.cases import judge_approved_case as judge_approved_case
    from guardrails.claims.changes import (
        ClaimChange as ClaimChange,
        FieldChange as FieldChange,
        LibraryDiff as LibraryDiff,
        changed_fields as changed_fields,
        diff_libraries as diff_libraries,
    )
    from guardrails.claims.export import (
        claim_row as claim_row,
        export_claims as export_claims,
    )
    from guardrails.claims.lifecycle import (
        DISCIPLINES as DISCIPLINES,
        TRANSITIONS as TRANSITIONS,
        Standing as Standing,
        approve_version as approve_version,
        assert_not_overtaken as assert_not_overtaken,
        fully_signed as fully_signed,
        in_force as in_force,
        move as move,
        record_hash as record_hash,
        retired_by as retired_by,
        revise as revise,
        sign as sign,
        standing as standing,
        takes_place as takes_place,
    )
    from guardrails.claims.load import ClaimSet as ClaimSet, load_claims as load_claims, parse_claims as parse_claims
    from guardrails.claims.matching import ClaimMatch as ClaimMatch, MatchKind as MatchKind, match_claim as match_claim
    from guardrails.claims.rows import CLAIM_TYPES as CLAIM_TYPES
    from guardrails.claims.scope import out_of_scope as out_of_scope
    from guardrails.claims.zones import (
        canonical_jurisdiction as canonical_jurisdiction,
        known_jurisdiction as known_jurisdiction,
        known_jurisdictions as known_jurisdictions,
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
        Slot as Slot,
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
    from guardrails.edits import Edited as Edited, apply_edits as apply_edits
    from guardrails.errors import (
        CertificateInvalid as CertificateInvalid,
        ClaimsInvalid as ClaimsInvalid,
        GuardrailError as GuardrailError,
        RuleDataInvalid as RuleDataInvalid,
    )
    from guardrails.evidence_bound import (
        against_guideline as against_guideline,
        within_evidence as within_evidence,
    )
    from guardrails.labels import (
        LabelSnapshot as LabelSnapshot,
        known_labels as known_labels,
        known_products as known_products,
    )
    from guardrails.listing import (
        CheckEntry as CheckEntry,
        CheckNote as CheckNote,
        RuleEntry as RuleEntry,
        catalogue as catalogue,
        check_notes as check_notes,
    )
    from guardrails.normalise import fold as fold
    from guardrails.patterns import compile_all as compile_all
    from guardrails.policy import Ruling as Ruling, Situation as Situation, rule_on as rule_on
    from guardrails.releasing import (
        release as release,
    )
    from guardrails.rule_listing import (
        RuleFile as RuleFile,
        rule_files as rule_files,
        rules_of_checks as rules_of_checks,
    )
    from guardrails.ruleset_now import (
        current_ruleset as current_ruleset,
    )
    from guardrails.screens.adverse_events import AdverseEvent as AdverseEvent, Complaint as Complaint
    from guardrails.screens.injection import find_injections as find_injections
    from guardrails.screens.note import NoteScreen as NoteScreen, screen_note as screen_note
    from guardrails.screens.phi import find_phi as find_phi
    from guardrails.screens.planted import planted_in as planted_in, why_set_aside as why_set_aside
    from guardrails.statements import split_sentences as split_sentences
    from guardrails.waivers import NEVER_WAIVED as NEVER_WAIVED

_HOME = {
    "bare_cell": "cells",
    "safe_cell": "cells",
    "RuleFile": "rule_listing",
    "rule_files": "rule_listing",
    "rules_of_checks": "rule_listing",
    "DISCIPLINES": "claims.lifecycle",
    "current_ruleset": "ruleset_now",
    "Cause": "cascades",
    "consequence_of": "cascades",
    "claim_row": "claims.export",
    "export_claims": "claims.export",
    "ClaimChange": "claims.changes",
    "FieldChange": "claims.changes",
    "LibraryDiff": "claims.changes",
    "changed_fields": "claims.changes",
    "diff_libraries": "claims.changes",
    "out_of_scope": "claims.scope",
    "standing": "claims.lifecycle",
    "Standing": "claims.lifecycle",
    "AdverseEvent": "screens.adverse_events",
    "Complaint": "screens.adverse_events",
    "find_injections": "screens.injection",
    "NoteScreen": "screens.note",
    "screen_note": "screens.note",
    "find_phi": "screens.phi",
    "planted_in": "screens.planted",
    "why_set_aside": "screens.planted",
    "assess": "assertion",
    "build_case": "build",
    "fold": "normalise",
    "split_sentences": "statements",
    "catalogue": "listing",
    "check_notes": "listing",
    "CheckEntry": "listing",
    "CheckNote": "listing",
    "RuleEntry": "listing",
    "terms_of": "backing.words",
    "support": "backing.judge",
    "Support": "backing.problems",
    "Label": "backing.problems",
    "Problem": "backing.problems",
    "ProblemKind": "backing.problems",
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
    "Slot": "domain",
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
    "Edited": "edits",
    "apply_edits": "edits",
    "NEVER_WAIVED": "waivers",
    "CertificateInvalid": "errors",
    "ClaimsInvalid": "errors",
    "GuardrailError": "errors",
    "RuleDataInvalid": "errors",
    "check": "checker",
    "compile_all": "patterns",
    "draft_from_text": "checker",
    "standard_bench": "checker",
    "with_finding": "checker",
    "release": "releasing",
    "Signer": "certificate",
    "verify_certificate": "certificate",
    "load_claims": "claims.load",
    "parse_claims": "claims.load",
    "ClaimSet": "claims.load",
    "LabelSnapshot": "labels",
    "known_labels": "labels",
    "known_products": "labels",
    "judge_approved_case": "claims.cases",
    "match_claim": "claims.matching",
    "ClaimMatch": "claims.matching",
    "MatchKind": "claims.matching",
    "canonical_jurisdiction": "claims.zones",
    "known_jurisdiction": "claims.zones",
    "known_jurisdictions": "claims.zones",
    "in_force": "claims.lifecycle",
    "approve_version": "claims.lifecycle",
    "CLAIM_TYPES": "claims.rows",
    "TRANSITIONS": "claims.lifecycle",
    "assert_not_overtaken": "claims.lifecycle",
    "retired_by": "claims.lifecycle",
    "takes_place": "claims.lifecycle",
    "fully_signed": "claims.lifecycle",
    "move": "claims.lifecycle",
    "record_hash": "claims.lifecycle",
    "revise": "claims.lifecycle",
    "sign": "claims.lifecycle",
    "rule_on": "policy",
    "Situation": "policy",
    "Ruling": "policy",
    "Bench": "checker",
    "against_guideline": "evidence_bound",
    "within_evidence": "evidence_bound",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that importing the package stays cheap."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
