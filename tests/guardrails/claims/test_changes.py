from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guardrails.claims.changes import changed_fields, diff_libraries
from guardrails.claims.export import export_claims
from guardrails.claims.lifecycle import fully_signed
from guardrails.claims.load import ClaimSet, load_claims
from guardrails.claims.matching import MatchKind, match_claim
from guardrails.domain import Claim, Context, Qualifier, QualifierPlacement, Slot, Variation
from guardrails.errors import ClaimsInvalid
from tests.guardrails.gate_fakes import NOW

DEMO = Path(__file__).parents[3] / "assistant" / "demo" / "data" / "claims.yaml"


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_what_is_exported_is_read_back_the_same(form: str, tmp_path: Path) -> None:
    claims = load_claims(DEMO)
    path = tmp_path / f"claims.{form}"
    path.write_text(export_claims(claims, form), encoding="utf-8")
    again = load_claims(path)
    diff = diff_libraries(claims.claims, again.claims)
    assert (diff.added, diff.changed, diff.missing) == ((), (), ())
    assert [label.sections for label in again.labels] == [label.sections for label in claims.labels]
    assert again.products == claims.products


def test_a_table_is_read_back_the_same_or_refused(tmp_path: Path) -> None:
    claims = load_claims(DEMO)
    heavy = {line.split("'")[1] for line in refused_by_a_table(claims.claims).splitlines()}
    simple = tuple(c for c in claims.claims if c.key not in heavy)
    path = tmp_path / "claims.csv"
    path.write_text(export_claims(ClaimSet(simple), "csv"), encoding="utf-8")
    diff = diff_libraries(simple, load_claims(path).claims)
    assert (diff.added, diff.changed, diff.missing) == ((), (), ())
    assert len(simple) >= 3
    with pytest.raises(ClaimsInvalid, match="write yaml, json or csv"):
        export_claims(claims, "xml")


def refused_by_a_table(claims: tuple[Claim, ...]) -> str:
    with pytest.raises(ClaimsInvalid) as caught:
        export_claims(ClaimSet(claims), "csv")
    return str(caught.value)


def test_every_claim_that_a_table_cannot_hold_is_named_with_what_would_be_lost() -> None:
    plain = Claim("C-1", 1, "The spray delivers 50 metered doses.", "admin", "draft")
    slotted = replace(plain, claim_id="C-2", text="The {n} doses last a day.", slots=(Slot("n", ("5", "6")),))
    tense = replace(plain, claim_id="C-3", variations=(Variation("The spray delivered 50 doses.", "tense"),))
    parted = replace(plain, claim_id="C-4", locked_terms=("50; metered",))
    said = refused_by_a_table((plain, slotted, tense, parted)).splitlines()
    assert [line.split("; export")[0] for line in said] == [
        "claim 'C-2 v1': a table cannot hold its slots",
        "claim 'C-3 v1': a table cannot hold its variations",
        "claim 'C-4 v1': a table cannot hold its locked_terms",
    ]


def test_a_claim_that_no_import_would_take_is_not_written_to_a_table() -> None:
    said = refused_by_a_table((Claim("C-5", 1, "Fifty doses.", "admin", "draft"),))
    assert said.startswith("claim 'C-5 v1': a table cannot hold its row (")
    assert "at least 20 characters" in said


def test_a_line_break_in_a_quoted_cell_is_kept(tmp_path: Path) -> None:
    primed = Qualifier("Q-PRIME", "Prime it first.", QualifierPlacement.ADJACENT)
    claim = Claim("C-1", 1, "The spray delivers\n50 metered doses.", "admin", "draft", qualifiers=(primed,))
    later = replace(claim, version=2, qualifiers=(replace(primed, text="Prime it twice."),))
    path = tmp_path / "claims.csv"
    path.write_text(export_claims(ClaimSet((claim,)), "csv"), encoding="utf-8")
    assert load_claims(path).claims == (claim,)
    path.write_text(export_claims(ClaimSet((claim, later)), "csv"), encoding="utf-8")
    assert [c.qualifiers[0].text for c in load_claims(path).claims] == ["Prime it first.", "Prime it twice."]


def test_a_diff_names_fields_and_refuses_to_rewrite_a_version_under_review() -> None:
    old = Claim("C-1", 1, "The spray delivers 50 metered doses.", "admin", "approved", expires=date(2027, 1, 1))
    other = Claim("C-2", 1, "The film is sugar-free.", "admin", "draft")
    changed = replace(old, text="The spray delivers 60 metered doses.")
    diff = diff_libraries([old, other], [changed, replace(other, text="The film is free of sugar.")])
    assert [f.field for f in diff.changed[0].fields] == ["text"]
    assert [c.claim.key for c in diff.refused] == ["C-1 v1"]
    assert diff_libraries([old, other], [old]).missing == ("C-2 v1",)
    first = diff_libraries([old], [old, other])
    assert ([c.claim for c in first.added], first.unchanged) == ([other], ("C-1 v1",))
    assert changed_fields(old, replace(old, state="withdrawn"))[0].field == "state"


def test_every_wrong_row_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(
        "claim_id,version,text,claim_type,state\n"
        "A,1,The film is sugar-free and round.,admin,draft\n"
        "B,x,The film is sugar-free and round.,admin,draft\n"
        "C,1,short,admin,draft\n"
        "D,1,The film is sugar-free, and round.,admin,draft\n",
        encoding="utf-8",
    )
    with pytest.raises(ClaimsInvalid) as caught:
        load_claims(path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert "row 2" in lines[0]
    assert "row 3" in lines[1]
    assert "'D' (row 4): more cells than columns" in lines[2]


def test_a_slot_takes_approved_fillings_only(tmp_path: Path) -> None:
    claim = Claim(
        "C-1",
        1,
        "The kit holds {count} syringes.",
        "admin",
        "approved",
        variations=(Variation("{count} syringes come in the kit."),),
        slots=(Slot("count", ("2", "4")),),
    )
    kinds = [
        match_claim(text, (claim,), Context(), NOW)[0].kind
        for text in ("The kit holds 4 syringes.", "2 syringes come in the kit.", "The kit holds 3 syringes.")
    ]
    assert kinds == [MatchKind.EXACT, MatchKind.VARIATION, MatchKind.NEAR]


def test_a_range_of_a_slot_is_written_out_and_bounded(tmp_path: Path) -> None:
    row = "claims:\n- {claim_id: A, text: 'The kit holds {n} syringes.', claim_type: admin, slots: [{name: n, allowed: [%s]}]}\n"
    path = tmp_path / "claims.yaml"
    path.write_text(row % "2..4", encoding="utf-8")
    (claim,) = load_claims(path).claims
    assert claim.slots == (Slot("n", ("2", "3", "4")),)
    assert not fully_signed(claim)
    path.write_text(row % "few, 2..3", encoding="utf-8")
    assert load_claims(path).claims[0].slots == (Slot("n", ("few", "2", "3")),)
    path.write_text(row % "1..900", encoding="utf-8")
    with pytest.raises(ClaimsInvalid, match=r"1\.\.900"):
        load_claims(path)
