"""Cases of approved language as evaluators write them: a small library, a context, a draft, and what should happen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from guardrails.case import Case, Check
from guardrails.checker import Bench, check, draft_from_text
from guardrails.claims.lifecycle import DISCIPLINES, MEANING, record_hash
from guardrails.claims.matching import ClaimMatch, MatchKind, matches_of
from guardrails.claims.zones import canonical_jurisdiction, places_of, zone_of
from guardrails.domain import (
    Claim,
    Context,
    Finding,
    Mode,
    Profile,
    Qualifier,
    QualifierPlacement,
    Severity,
    Signature,
    Variation,
    Verdict,
)
from guardrails.errors import ClaimsInvalid

_MODES = {
    "account_manager": Mode.PROMOTIONAL,
    "any": Mode.PROMOTIONAL,
    "msl_reactive": Mode.SCIENTIFIC_REACTIVE,
    "msl": Mode.SCIENTIFIC_REACTIVE,
    "msl_proactive": Mode.SCIENTIFIC_PROACTIVE,
}
_STATES = {"approved", "pending_review", "superseded", "withdrawn", "rejected", "suspended", "draft"}
_NEEDS_MORE = frozenset(
    {"BAL-01", "STATE-01", "REQ-01", "RETR-01", "CHER-01", "CERT-01", "CITE-02", "NUM-01", "QUOTE-01"}
)
"""Checks of whole documents or of sources, which a case of approved language does not bring."""
_AS_THEY_ARE = frozenset({"CLM-01", "CLM-02", "CLM-03", "CLM-04", "ROUTE-01", "CITE-01", "AE-01", "PHI-01", "INJ-01"})
_OF_CONDUCT = frozenset({"KICK-01", "DTC-01", "FEAR-01"})
"""Checks of what people do, which talk can break as well."""


def judge_approved_case(case: Mapping[str, Any]) -> Verdict:
    """The verdict on the draft of one case (format `approved`).

    The question is whether approved language is used as approved, so the words of a claim that is in force and in scope are
    not judged again; what stands beside them is judged in full.

    Raises:
        ClaimsInvalid: A required field is missing or impossible; the message names it.
    """
    try:
        given, rows, text = case["context"], case["library"], str(case["draft"])
        context = _context(given)
        now = _instant(str(given["date"]), context.jurisdiction)
        claims = tuple(_claim(row) for row in rows)
    except (KeyError, TypeError, ValueError) as exc:
        raise ClaimsInvalid(f"case {case.get('id')!r}: {type(exc).__name__} {exc}; see the format `approved`") from exc
    return check(draft_from_text(text), evidence={}, claims=claims, context=context, now=now, bench=_bench())


def _bench() -> Bench:
    from guardrails.checks import CHECKS

    kept = (c for c in CHECKS if c.check_id not in _NEEDS_MORE)
    return Bench(tuple(_fitted(c) for c in kept))


def _fitted(check: Check) -> Check:
    if check.check_id == "PHI-01":
        return _without_signers(check)
    if check.check_id == "AE-01":
        return _beside_wording(check)
    return check if check.check_id in _AS_THEY_ARE else _beside_claims(check)


def _beside_wording(reports: Check) -> Check:
    """Reports of events outside approved wording: a claim is no report."""

    def run(case: Case) -> Iterable[Finding]:
        whole = [m for m in matches_of(case) if m.whole]
        return (f for f in reports.run(case) if not any(m.start < f.end and f.start < m.end for m in whole))

    return replace(reports, run=run)


def _without_signers(personal: Check) -> Check:
    """Personal data without the names of those who write and are written to: a letter has them, and no patient in it."""

    def run(case: Case) -> Iterable[Finding]:
        talk = [m for m in matches_of(case) if m.kind is MatchKind.NON_CLAIM]
        for finding in personal.run(case):
            inside = any(m.start <= finding.start and finding.end <= m.end for m in talk)
            figures = any(char.isdigit() for char in finding.quote)
            if figures or not inside or _PATIENT.search(case.text):
                yield finding

    return replace(personal, run=run)


_PATIENT = re.compile(r"\b(?:patient|pt|mother|father|daughter|son|wife|husband|woman|man|lady|gentleman)\b", re.I)


def _beside_claims(wording: Check) -> Check:
    """A check of wording that leaves talk and the library's words alone: the claim checks say whether these may be used."""

    def run(case: Case) -> Iterable[Finding]:
        talk_too = wording.check_id in _OF_CONDUCT
        settled = [m for m in matches_of(case) if (m.whole if talk_too else _settled(m))]
        put_back = [m for m in matches_of(case) if m.kind is MatchKind.NEAR or m.perhaps is not None]
        for finding in wording.run(case):
            if finding.severity == Severity.REVIEW and any(m.start <= finding.start < m.end for m in put_back):
                continue  # goes back to the approved wording: nothing is left for a person to decide
            if not any(m.start < finding.end and finding.start < m.end for m in settled):
                yield finding

    return replace(wording, run=run)


def _settled(match: ClaimMatch) -> bool:
    """Talk, approved wording, or a faithful paraphrase of it, which goes back to the approved wording anyway."""
    if match.kind is MatchKind.NON_CLAIM:
        return True
    if match.kind is MatchKind.NEAR:
        return not match.adds_claim and not any(diff.changes_meaning for diff in match.diffs)
    return match.whole


def _context(given: Mapping[str, Any]) -> Context:
    written = str(given.get("mode") or "account_manager").strip().lower()
    mode = _MODES.get(written) or Mode(written)
    reactive = mode is Mode.SCIENTIFIC_REACTIVE
    return Context(
        mode=mode,
        profile=Profile.DRAFT,
        jurisdiction=str(given.get("jurisdiction") or ""),
        audience=str(given.get("audience") or ""),
        request_origin="unsolicited" if reactive else None,
        request_id="case" if reactive else None,
    )


def _instant(written: str, jurisdiction: str) -> datetime:
    """A date means its noon where the text is used; a full timestamp means itself."""
    zone = zone_of(places_of(jurisdiction)[0])
    if len(written) > 10:
        moment = datetime.fromisoformat(written)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return datetime.combine(date.fromisoformat(written), time(12), tzinfo=zone)


def _claim(row: Mapping[str, Any]) -> Claim:
    state = str(row.get("status", "")).strip()
    claim = Claim(
        claim_id=str(row["claim_id"]),
        version=int(row["version"]) if str(row.get("version")).isdigit() else 1,
        text=str(row["text"]),
        claim_type=str(row.get("claim_type", "admin")),
        state=state if state in _STATES else "draft",
        audiences=_listed(row.get("audience")),
        jurisdictions_include=tuple(canonical_jurisdiction(place) for place in _listed(row.get("jurisdiction"))),
        variations=tuple(Variation(str(text)) for text in row.get("allowed_variations") or ()),
        qualifiers=_qualifiers(row),
        effective_from=_date(row.get("effective_from")),
        expires=_date(row.get("expires")),
        superseded_by=row.get("superseded_by") or None,
    )
    if claim.state != "approved":
        return claim
    # The case's word `approved` stands for the three signatures.
    stamp, on = record_hash(claim), date.min
    return replace(claim, signatures=tuple(Signature(d, "case", MEANING, on, stamp) for d in DISCIPLINES))


def _qualifiers(row: Mapping[str, Any]) -> tuple[Qualifier, ...]:
    written = row.get("required_qualifier") or ()
    texts = [written] if isinstance(written, str) else list(written)
    name = row["claim_id"]
    return tuple(Qualifier(f"{name}-Q{n}", str(text), QualifierPlacement.SAME_UNIT) for n, text in enumerate(texts, 1))


def _listed(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else str(value or "").replace(",", ";").split(";")
    return tuple(str(item).strip() for item in items if str(item).strip())


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
