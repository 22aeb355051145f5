"""Documents of the demo company through the whole gate: what is built from approved lines and cited evidence goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guardrails.certificate import Signer
from guardrails.claims.load import ClaimSet, load_claims
from guardrails.domain import (
    ClaimRef,
    Context,
    Decision,
    Draft,
    Line,
    Mode,
    Profile,
    Quarantined,
    Released,
    Section,
    Statement,
    StatementKind,
)
from guardrails.releasing import release
from tests.guardrails.gate_fakes import KEY

DEMO = Path(__file__).resolve().parents[2] / "assistant" / "demo" / "data" / "claims.yaml"
NOW = datetime(2026, 11, 18, 14, tzinfo=UTC)
FOOTER = "Publications cited here were read as digests, not in full."


@pytest.fixture(scope="module")
def library() -> ClaimSet:
    return load_claims(DEMO)


def card(library: ClaimSet, *wanted: tuple[str, tuple[str, ...]]) -> tuple[Statement, ...]:
    """Claims with some of their qualifiers, as a drafter writes a SAY box."""
    statements: list[Statement] = []
    for claim_id, qualifiers in wanted:
        claim = max((c for c in library.claims if c.claim_id == claim_id), key=lambda c: c.version)
        ref = ClaimRef(claim.claim_id, claim.version)
        statements.append(Statement(claim.text, kind=StatementKind.CLAIM, claim=ref))
        texts = (q.text for q in claim.qualifiers if q.qualifier_id in qualifiers)
        statements += [Statement(text, kind=StatementKind.QUALIFIER, claim=ref) for text in texts]
    return tuple(statements)


def pack(library: ClaimSet, *lines: tuple[Statement, ...], footer: str = FOOTER) -> Draft:
    inside = Section(
        "agenda",
        "Agenda",
        (
            Line((Statement("Thanks; did the written reply arrive?", kind=StatementKind.LOGISTICS),), "bullet"),
            Line(
                (Statement("Anything about Verdanol: it has no use that may be named.", kind=StatementKind.CAUTION),),
                "bullet",
            ),
        ),
        mode=Mode.INTERNAL,
    )
    say = Section("say", "Say", tuple(Line(line, "say") for line in lines), mode=Mode.PROMOTIONAL)
    return Draft("d", "call_pack", "Call pack", (inside, say), footer=footer)


def out(draft: Draft, library: ClaimSet, now: datetime = NOW) -> Released | Quarantined:
    context = Context(
        mode=Mode.INTERNAL,
        profile=Profile.DRAFT,
        jurisdiction="US-OH",
        products=library.products,
        product_ids=("QUILLMERA",),
        channel="in_person",
    )
    return release(draft, evidence={}, claims=library.claims, context=context, now=now, signer=Signer(KEY))


QUILLMERA = (
    (("HB-B-001", ("Q-LIM",)),),
    (("HB-B-002", ("Q-STUDY", "Q-DEF")),),
    (("HB-B-003", ()),),
)


@pytest.mark.parametrize(
    "cards",
    [
        ((("HB-C-005", ("Q-DEF", "Q-OLZ")),),),
        ((("HB-C-001", ("Q-CERT", "Q-CLASS")), ("HB-C-011", ())),),
        QUILLMERA,
    ],
    ids=["disease state", "guideline", "product"],
)
def test_cards_of_approved_lines_are_released(
    library: ClaimSet, cards: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
) -> None:
    result = out(pack(library, *(card(library, *wanted) for wanted in cards)), library)
    assert isinstance(result, Released), result.verdict.findings
    assert not result.withheld


def test_a_missing_qualifier_and_footer_are_put_in(library: ClaimSet) -> None:
    bare = pack(library, card(library, ("HB-C-005", ())), footer="")
    result = out(bare, library)
    assert isinstance(result, Released), result.verdict.findings
    assert "Complete response means" in result.draft.text
    assert result.draft.footer == FOOTER


def test_a_benefit_line_gains_its_safety_block(library: ClaimSet) -> None:
    result = out(pack(library, card(library, ("HB-B-001", ("Q-LIM",)))), library)
    assert isinstance(result, Released), result.verdict.findings
    assert "Quillmera is contraindicated" in result.draft.text


def test_a_line_that_is_not_approved_is_withheld(library: ClaimSet) -> None:
    invented = (Statement("Quillmera keeps patients out of the hospital."),)
    result = out(pack(library, card(library, ("HB-C-003", ())), invented), library)
    assert isinstance(result, Released)
    assert [w.text for w in result.withheld] == ["Quillmera keeps patients out of the hospital."]


def test_the_oil_and_the_class_do_not_meet(library: ClaimSet) -> None:
    lines = (card(library, ("HB-C-003", ())), card(library, ("HB-V-001", ())))
    result = out(pack(library, *lines), library)
    assert isinstance(result, Quarantined)
    assert result.verdict.decision is Decision.BLOCK


def test_a_claim_that_ends_tonight_is_gone_tomorrow(library: ClaimSet) -> None:
    draft = pack(library, card(library, ("HB-C-009", ("Q-HV",))), card(library, ("HB-C-003", ())))
    tonight, tomorrow = datetime(2026, 11, 19, 4, 59, 59, tzinfo=UTC), datetime(2026, 11, 19, 5, tzinfo=UTC)
    today, later = out(draft, library, tonight), out(draft, library, tomorrow)
    assert isinstance(today, Released)
    assert not today.withheld
    assert isinstance(later, Released)
    assert any("HB-C-009" in f.reason for w in later.withheld for f in w.findings)


def test_text_in_released_is_exactly_what_was_judged(library: ClaimSet) -> None:
    result = out(pack(library, card(library, ("HB-C-003", ()))), library)
    assert isinstance(result, Released)
    assert result.verdict.draft_sha256 == result.draft.sha256 == result.certificate.draft_sha256
    again = out(replace(result.draft, draft_id="x"), library)
    assert isinstance(again, Released)
    assert again.certificate == result.certificate
