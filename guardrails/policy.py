"""The first decision about a text: mode x product status x audience x origin of the request x jurisdiction, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guardrails.claims.zones import canonical_jurisdiction, known_jurisdiction, places_of
from guardrails.data_files import load_data
from guardrails.domain import Context, Mode, ProductStatus, Severity

_FILE = "policy/modes.yaml"


class Rule(StrEnum):
    """What a cell of the policy says."""

    OPEN = "open"
    WARN = "warn"
    CLOSED_WORLD = "closed_world"
    ROUTE = "route"
    REVIEW = "review"
    BLOCK = "block"


_ORDER = (Rule.OPEN, Rule.WARN, Rule.CLOSED_WORLD, Rule.ROUTE, Rule.REVIEW, Rule.BLOCK)
_SEVERITY = {
    Rule.OPEN: None,
    Rule.WARN: Severity.WARN,
    Rule.CLOSED_WORLD: None,
    Rule.ROUTE: Severity.REVIEW,
    Rule.REVIEW: Severity.REVIEW,
    Rule.BLOCK: Severity.BLOCK,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """One cell of the policy. `origin` is None where no request is on record."""

    mode: Mode
    status: ProductStatus
    audience: str = "HCP"
    origin: str | None = None
    jurisdiction: str = "US"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the policy says about a situation."""

    rule: Rule
    reason: str
    closed_world: bool
    """True where only approved wording may be said, whatever else holds."""

    @property
    def severity(self) -> Severity | None:
        """Weight of the ruling itself; None where content alone decides."""
        return _SEVERITY[self.rule]

    @property
    def routing(self) -> bool:
        """True where a person only has to sign off."""
        return self.rule is Rule.ROUTE


def rule_on(situation: Situation) -> Ruling:
    """The strictest of the rules that apply. What the data does not name is REVIEW at least, never open."""
    data = load_data(_FILE)
    base = _base(situation, data)
    overlays = [
        *(_cell(data["audiences"], situation.mode.value, audience) for audience in places_of(situation.audience)),
        _cell(data["jurisdictions"], _place(situation.jurisdiction), situation.status.value),
        _cell(data["origins"], situation.mode.value, situation.origin or "none"),
    ]
    strictest = max([base, *overlays], key=_ORDER.index)
    return Ruling(strictest, _reason(strictest, situation, data), base is Rule.CLOSED_WORLD)


def situations_of(context: Context, mode: Mode) -> tuple[Situation, ...]:
    """The cells that a text in this mode falls into: one per product status it speaks for; class where it names none."""
    known = {product.product_id: product.status for product in context.products}
    statuses = {known.get(product_id, ProductStatus.UNKNOWN) for product_id in context.product_ids}
    return tuple(
        Situation(mode, status, context.audience, context.request_origin, context.jurisdiction)
        for status in sorted(statuses or {ProductStatus.CLASS})
    )


def _base(situation: Situation, data: dict[str, Any]) -> Rule:
    written = str(data["modes"].get(situation.mode.value, {}).get(situation.status.value, "review"))
    if written != "request":
        return _rule(written)
    # A reply is free only as a reply: without a logged request it is proactive, with its stricter cell.
    if situation.origin in ("unsolicited", "committee"):
        return Rule.OPEN
    return _rule(str(data["modes"]["scientific_proactive"].get(situation.status.value, "review")))


def _cell(table: dict[str, Any], row: str, column: str) -> Rule:
    return _rule(str(table.get(row, {}).get(column, "review")))


def _rule(written: str) -> Rule:
    return Rule(written) if written in set(Rule) else Rule.REVIEW


def _place(jurisdiction: str) -> str:
    if not known_jurisdiction(jurisdiction):
        return "unknown"
    return "us" if all(canonical_jurisdiction(p).startswith("US") for p in places_of(jurisdiction)) else "other"


def _reason(rule: Rule, situation: Situation, data: dict[str, Any]) -> str:
    template = data["reasons"].get(rule.value, "")
    return str(template).format(
        mode=situation.mode.value.replace("_", " ").capitalize(),
        status=situation.status.value.replace("_", " "),
        audience=situation.audience or "an audience not named",
        origin=situation.origin or "none on record",
        jurisdiction=situation.jurisdiction or "a place not named",
    )
