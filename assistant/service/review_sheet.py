"""A review sheet for one text: what was judged, each finding with place, rule and offered wording. Quarantined: for reviewers only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from assistant.domain import Role
from assistant.people.permissions import require_maker
from assistant.service.checking import place_named
from assistant.service.gate import judge_text
from assistant.service.rooms import Rooms
from guardrails import Claim, ClaimSet, Context, Draft, Finding, Mode, Profile, Verdict, draft_from_text

MARK = "QUARANTINED, NOT RELEASED. For reviewers only, no export; each view is audited."
_DISCIPLINES = ("Medical", "Legal", "Regulatory")
_OPEN = ("Purpose, channel", "Change since last version", "Review due", "Expiry")
"""What the text does not tell and its reviewers have to enter."""


def review_sheet(
    rooms: Rooms,
    role: Role,
    text: str,
    item: str,
    mode: Mode,
    jurisdiction: str,
    products: tuple[str, ...],
    now: datetime,
    found: Iterable[Finding] = (),
) -> str:
    """The sheet as Markdown, worst finding first; the text is judged as it stands and never pruned.

    `found` are findings about the file that the text came in.

    Raises:
        NotAllowed: The role is no reviewer.
        UsageError: The jurisdiction is not a known one.
    """
    require_maker(role, "review_sheet")
    context = Context(
        mode=mode,
        profile=Profile.SCREEN,
        jurisdiction=place_named(jurisdiction),
        audience="HCP",
        product_ids=products,
        products=rooms.claims.products,
    )
    draft = draft_from_text(text)
    verdict = judge_text(rooms, draft, rooms.claims.claims, context, now, found)
    rooms.audit.append(rooms.actor, "review_sheet.viewed", {"item": item, "sha256": draft.sha256}, now)
    return "\n".join(_sheet(draft, verdict, item, context, rooms.claims)) + "\n"


def _sheet(draft: Draft, verdict: Verdict, item: str, context: Context, claims: ClaimSet) -> Iterator[str]:
    yield f"# Review sheet: {_plain(item)}"
    yield f"\n*{MARK}*\n"
    yield "| | |\n|---|---|"
    yield f"| As of | {verdict.as_of.isoformat()} · rules {verdict.ruleset_version} · claims {_plain(claims.version)} |"
    products = ", ".join(context.product_ids) or "no product"
    yield f"| Judged as | {context.mode.value}, for {context.audience}, {context.jurisdiction}, {products} |"
    yield f"| Decision | **{verdict.decision.value}** (the worst finding decides; the text is judged, not pruned) |"
    ran = verdict.coverage
    yield f"| Coverage | {len(ran.run)} checks run, {len(ran.errored)} errored, {len(ran.timed_out)} timed out |"
    yield f"| Text | {len(draft.text)} characters, {draft.sha256[:16]} |"
    yield from (f"| {name} | for the reviewer to fill in |" for name in _OPEN)
    yield "\n## Approved lines found word for word\n"
    found = [c for c in claims.claims if c.text in draft.text]
    yield from map(_claim, found)
    if not found:
        yield "None."
    yield "\n## Findings, worst first\n"
    worst = sorted(verdict.findings, key=lambda f: (-f.severity, f.start))
    for number, finding in enumerate(worst, 1):
        yield from _finding(number, finding)
    if not worst:
        yield "None.\n"
    yield "## Decision\n"
    yield "| Discipline | Comment | Decision | Name, time, meaning |\n|---|---|---|---|"
    yield from (f"| {name} | | approve / with changes / reject | |" for name in _DISCIPLINES)


def _finding(number: int, f: Finding) -> Iterator[str]:
    yield f"**F{number} · {f.check_id} · {f.severity.word}** · {f.start}-{f.end}\n"
    yield f"- Quote: “{_plain(f.quote)}”"
    yield f"- Why: {_plain(f.reason)}"
    yield f"- Rule: {', '.join(f.rule_refs) or 'house rule'} (not legal advice)"
    offered = (
        f"“{_plain(f.suggestion.text)}”"
        if f.suggestion and f.suggestion.text
        else "delete"
        if f.suggestion
        else "no wording can be offered"
    )
    yield f"- Offered: {offered}\n"


def _claim(claim: Claim) -> str:
    anchors = ", ".join(" ".join(filter(None, (r.source_id, r.anchor))) for r in claim.references)
    return f"- {_plain(claim.key)}: {claim.state}, to {claim.expires or 'no end set'}; {_plain(anchors) or 'no source'}"


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
