from __future__ import annotations

from itertools import product

import pytest

from guardrails.data_files import load_data
from guardrails.domain import Context, Mode, Product, ProductStatus, Severity
from guardrails.policy import Rule, Situation, rule_on, situations_of

AUDIENCES = ("HCP", "HCP_reactive_MSL", "PAYOR", "PATIENT", "INTERNAL")
ORIGINS = ("unsolicited", "committee", "company", None)
PLACES = ("US", "US-OH", "US-NY", "UK", "CA", "US-ZZ", "")
CELLS = list(product(Mode, ProductStatus, AUDIENCES, ORIGINS, PLACES))


def test_every_cell_is_written_out() -> None:
    data = load_data("policy/modes.yaml")
    for mode in Mode:
        assert set(data["modes"][mode.value]) == {s.value for s in ProductStatus}
        assert set(data["audiences"][mode.value]) == set(AUDIENCES)
        assert set(data["origins"][mode.value]) == {o or "none" for o in ORIGINS}
    for place in ("us", "other", "unknown"):
        assert set(data["jurisdictions"][place]) == {s.value for s in ProductStatus}
    written = {r for mode in data["modes"].values() for r in mode.values()} - {"request"}
    overlays = {
        r for key in ("audiences", "jurisdictions", "origins") for row in data[key].values() for r in row.values()
    }
    assert written | overlays <= {rule.value for rule in Rule}


@pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.value)
def test_every_situation_has_a_ruling_and_a_reason_where_it_weighs(mode: Mode) -> None:
    for cell in (c for c in CELLS if c[0] is mode):
        ruling = rule_on(Situation(*cell))
        assert ruling.closed_world is (mode is Mode.PROMOTIONAL)
        if ruling.severity is not None:
            assert ruling.reason.endswith(".")


def test_patients_are_never_addressed() -> None:
    for cell in (c for c in CELLS if c[2] == "PATIENT"):
        assert rule_on(Situation(*cell)).severity is Severity.BLOCK


def test_an_unknown_place_is_never_open() -> None:
    for cell in (c for c in CELLS if c[4] in ("", "US-ZZ")):
        assert (rule_on(Situation(*cell)).severity or 0) >= Severity.REVIEW


def test_an_unknown_status_is_as_strict_as_an_unapproved_one() -> None:
    for mode, _, audience, origin, place in (c for c in CELLS if c[1] is ProductStatus.UNKNOWN):
        unknown = rule_on(Situation(mode, ProductStatus.UNKNOWN, audience, origin, place))
        for status in (ProductStatus.STATE_LICENSED, ProductStatus.HEMP, ProductStatus.CLASS):
            known = rule_on(Situation(mode, status, audience, origin, place))
            assert (unknown.severity or 0) >= (known.severity or 0)


@pytest.mark.parametrize(
    ("situation", "rule"),
    [
        (Situation(Mode.PROMOTIONAL, ProductStatus.FDA_APPROVED), Rule.CLOSED_WORLD),
        (Situation(Mode.FORMULARY, ProductStatus.FDA_APPROVED, "PAYOR", "committee", "US-OH"), Rule.OPEN),
        (Situation(Mode.FORMULARY, ProductStatus.CLASS, "PAYOR", "committee", "US-OH"), Rule.ROUTE),
        (Situation(Mode.SCIENTIFIC_REACTIVE, ProductStatus.CLASS, "HCP", "unsolicited", "US-OH"), Rule.OPEN),
        (Situation(Mode.SCIENTIFIC_REACTIVE, ProductStatus.CLASS, "HCP", None, "US-OH"), Rule.REVIEW),
        (Situation(Mode.SCIENTIFIC_REACTIVE, ProductStatus.CLASS, "HCP", "committee", "US-OH"), Rule.OPEN),
        (Situation(Mode.SCIENTIFIC_REACTIVE, ProductStatus.CLASS, "HCP", "company", "US-OH"), Rule.BLOCK),
        (Situation(Mode.SCIENTIFIC_PROACTIVE, ProductStatus.STATE_LICENSED), Rule.BLOCK),
        (Situation(Mode.SCIENTIFIC_PROACTIVE, ProductStatus.FDA_APPROVED, "PAYOR"), Rule.BLOCK),
        (Situation(Mode.SCIENTIFIC_REACTIVE, ProductStatus.STATE_LICENSED, "HCP", "unsolicited"), Rule.REVIEW),
        (Situation(Mode.INTERNAL, ProductStatus.CLASS, "INTERNAL"), Rule.OPEN),
        (Situation(Mode.INTERNAL, ProductStatus.HEMP, "INTERNAL"), Rule.WARN),
        (Situation(Mode.PROMOTIONAL, ProductStatus.CLASS, "nobody"), Rule.REVIEW),
        (Situation(Mode.PROMOTIONAL, ProductStatus.CLASS, "HCP", "guessed"), Rule.REVIEW),
    ],
    ids=str,
)
def test_settled_cells(situation: Situation, rule: Rule) -> None:
    assert rule_on(situation).rule is rule


STATUSES = ("fda_approved", "investigational", "state_licensed", "hemp", "class", "unknown")
SETTLED = """
promotional            closed_world closed_world closed_world closed_world closed_world closed_world
formulary              open         route        route        route        route        review
scientific_proactive   route        block        block        block        route        block
scientific_reactive    open         open         review       review       open         review
internal               open         warn         warn         warn         open         warn
"""
OVER_FDA_APPROVED = """
promotional            closed_world block        review       block        closed_world
formulary              open         open         open         block        open
scientific_proactive   route        review       block        block        route
scientific_reactive    open         open         review       block        open
internal               open         open         open         block        open
"""
ABROAD = """
UK                     review       review       review       review       open         review
US-ZZ                  review       review       review       review       review       review
"""


def cells(table: str) -> dict[str, list[str]]:
    rows = (line.split() for line in table.strip().splitlines())
    return {head: rest for head, *rest in rows}


def test_every_cell_of_mode_and_status_rules_as_settled() -> None:
    ruled = {
        mode.value: [
            rule_on(Situation(mode, ProductStatus(s), "HCP", "unsolicited", "US")).rule.value for s in STATUSES
        ]
        for mode in Mode
    }
    assert ruled == cells(SETTLED)


def test_every_cell_of_mode_and_audience_rules_as_settled() -> None:
    approved = ProductStatus.FDA_APPROVED
    ruled = {
        mode.value: [rule_on(Situation(mode, approved, a, "unsolicited", "US")).rule.value for a in AUDIENCES]
        for mode in Mode
    }
    assert ruled == cells(OVER_FDA_APPROVED)


def test_every_cell_of_place_and_status_rules_as_settled() -> None:
    """Over scientific answers that were asked for; a licence of one state is reviewed there anyway."""
    ruled = {
        place: [
            rule_on(Situation(Mode.SCIENTIFIC_REACTIVE, ProductStatus(s), "HCP", "unsolicited", place)).rule.value
            for s in STATUSES
        ]
        for place in ("UK", "US-ZZ")
    }
    assert ruled == cells(ABROAD)


def test_a_text_falls_into_one_cell_per_status() -> None:
    oil = Product("OIL", ("Oil",), ProductStatus.STATE_LICENSED)
    context = Context(product_ids=("OIL", "NEW"), products=(oil,))
    found = {s.status for s in situations_of(context, Mode.FORMULARY)}
    assert found == {ProductStatus.STATE_LICENSED, ProductStatus.UNKNOWN}
    assert [s.status for s in situations_of(Context(), Mode.FORMULARY)] == [ProductStatus.CLASS]
