from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from guardrails.claims.export import export_claims
from guardrails.claims.lifecycle import fully_signed, standing
from guardrails.claims.load import ClaimSet, load_claims
from guardrails.domain import Mode, ProductStatus, QualifierPlacement
from guardrails.errors import ClaimsInvalid

DEMO = Path(__file__).resolve().parents[3] / "assistant" / "demo" / "data" / "claims.yaml"
GOOD = """
version: test-1
reviewers: {M: Mia, L: Lou, R: Rae}
defaults: {state: approved, modes: [promotional], publication_footer: Q-F}
products: {ALPHA: {generic: alphanone, status: fda_approved, label: L-1}}
label_snapshots: {L-1: {"1": Indicated for nausea., "1.1": Not for pain.}}
qualifiers: {Q-A: Individual responses vary., Q-F: Read as digests.}
claims:
- claim_id: C-1
  text: The spray delivers 50 metered doses per bottle.
  claim_type: admin
  qualifiers: [{id: Q-A, placement: adjacent}]
  references: ["pmid:123#results"]
  jurisdictions: {include: [US, UK], exclude: [us_tx]}
  effective_from: 2026-01-05
  expires: 2027-01-04
"""


def load(tmp_path: Path, text: str, name: str = "claims.yaml") -> ClaimSet:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load_claims(path)


def test_a_library_is_read_with_defaults_qualifiers_and_signatures(tmp_path: Path) -> None:
    library = load(tmp_path, GOOD)
    (claim,) = library.claims
    assert claim.modes == (Mode.PROMOTIONAL,)
    assert [(q.qualifier_id, q.placement) for q in claim.qualifiers] == [
        ("Q-A", QualifierPlacement.ADJACENT),
        ("Q-F", QualifierPlacement.FOOTER),
    ]
    assert claim.jurisdictions_exclude == ("US-TX",)
    assert claim.references[0].anchor == "results"
    assert fully_signed(claim)
    product = library.products[0]
    assert (product.status, product.indications, product.limits) == (
        ProductStatus.FDA_APPROVED,
        ("Indicated for nausea.",),
        ("Not for pain.",),
    )
    assert library.labels[0].evidence().evidence_id == "label:L-1"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  claim_type: admin", "  claim_typ: admin", r"'C-1' \(row 1\).*claim_type"),
        ("  expires: 2027-01-04", "  expries: 2027-01-04", r"'C-1' \(row 1\): unknown key 'expries'"),
        ("expires: 2027-01-04", "expires: 2025-01-04", "lies before effective_from"),
        ("expires: 2027-01-04", "expires: someday", "'expires'"),
        ("claim_type: admin", "claim_type: rumour", "rumour"),
        ("{id: Q-A,", "{id: Q-Z,", "Q-Z"),
        ("placement: adjacent", "placement: nearby", "placement"),
        ("modes: [promotional]", "modes: [loud]", "loud"),
        ("state: approved", "state: expired", "state"),
        ("include: [US, UK]", "include: [Atlantis]", "Atlantis"),
        ("The spray delivers 50 metered doses per bottle.", "Too short.", "'text'"),
        ("reviewers: {M: Mia, L: Lou, R: Rae}", "reviewers: {M: Mia, L: Lou}", "nobody for R"),
        ("version: test-1", "verzion: test-1", "unknown key 'verzion'"),
        ("  text: The", "  claim_id: C-2\n  text: The", "written twice"),
        ("pmid:123#results", "pmd:123", "references"),
        ("status: fda_approved", "status: loved", "ALPHA"),
        ("generic: alphanone", "generik: alphanone", "'ALPHA': unknown key 'generik'"),
        ("  claim_type: admin", "  claim_type: admin\n  state: withdrawn", "says when and why"),
        ("  claim_type: admin", "  claim_type: admin\n  state: superseded", "name the version that replaced it"),
        ("claim_id: C-1", "claim_id: C-1 v2", "leave spaces out"),
        ("  claim_type: admin", "  claim_type: admin\n  slots: [{name: n, allowed: [one, two]}]", r"write \{n\}"),
        ("qualifiers: [{id: Q-A, placement: adjacent}]", "qualifiers: {id: Q-A}", "'qualifiers'"),
        ("  claim_type: admin", "  claim_type: admin\n  must_not_cooccur: [prodct:ALPHA]", "prodct:ALPHA"),
        ("  claim_type: admin", "  claim_type: admin\n  must_not_cooccur: ['claim_type:rumour']", "claim_type:rumour"),
        ("- claim_id: C-1", "- only words\n- claim_id: C-1", r"row 1\): is a str"),
    ],
)
def test_what_is_impossible_is_named_by_row_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(ClaimsInvalid, match=message):
        load(tmp_path, GOOD.replace(old, new))


@pytest.mark.parametrize("rule", ["product:ALPHA", "product:ALPHA@same_unit", "claim_type:efficacy@same_unit"])
def test_what_may_not_stand_beside_a_claim_is_kept_as_written(tmp_path: Path, rule: str) -> None:
    text = GOOD.replace("  claim_type: admin", f"  claim_type: admin\n  must_not_cooccur: ['{rule}']")
    assert load(tmp_path, text).claims[0].must_not_cooccur == (rule,)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(ClaimsInvalid, match=r"absent\.yaml: cannot be read \(No such file or directory\); check path"):
        load_claims(tmp_path / "absent.yaml")
    path = tmp_path / "latin.yaml"
    path.write_bytes("claims: [é]".encode("latin-1"))
    with pytest.raises(ClaimsInvalid, match="give a UTF-8 file"):
        load_claims(path)


def test_a_version_stands_once(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("- claim_id") :]
    with pytest.raises(ClaimsInvalid, match="stands twice"):
        load(tmp_path, twice)


def test_a_table_of_claims_is_read(tmp_path: Path) -> None:
    header = "claim_id,text,claim_type,state,audiences,required_qualifier,variations,jurisdictions_include,effective_from,expires"
    row = (
        "C-9,The spray delivers 50 metered doses per bottle.,admin,approved,HCP; PATIENT,Prime it first.,"
        "Each bottle holds 50 metered doses.||Fifty metered doses a bottle.,US-OH; US-NM,2026-01-01,2027-01-01"
    )
    signed = "approved_by_m,approved_by_l,approved_by_r"
    library = load(tmp_path, f"{header},{signed}\n{row},Mia,Lou,Rae\n", "claims.csv")
    (claim,) = library.claims
    assert (claim.audiences, len(claim.variations), claim.qualifiers[0].text) == (
        ("HCP", "PATIENT"),
        2,
        "Prime it first.",
    )
    assert claim.jurisdictions_include == ("US-OH", "US-NM")
    with pytest.raises(ClaimsInvalid, match="nobody for M"):
        load(tmp_path, f"{header}\n{row}\n", "claims.csv")


def test_json_is_read_like_yaml(tmp_path: Path) -> None:
    row = {"claim_id": "C-1", "text": "The spray delivers 50 metered doses per bottle.", "claim_type": "admin"}
    assert load(tmp_path, json.dumps([row]), "claims.json").claims[0].state == "draft"
    with pytest.raises(ClaimsInvalid, match="not well formed"):
        load(tmp_path, "[", "claims.json")
    with pytest.raises(ClaimsInvalid, match="holds a str"):
        load(tmp_path, '"C-1"', "claims.json")
    with pytest.raises(ClaimsInvalid, match="row 2 is a str"):
        load(tmp_path, json.dumps([row, "C-2"]), "claims.json")


def test_a_table_says_when_a_claim_was_withdrawn_and_refuses_cells_without_a_heading(tmp_path: Path) -> None:
    header = "claim_id,text,claim_type,state,effective_from,withdrawn_on,withdrawal_reason,approved_by_m,approved_by_l,approved_by_r"
    row = "C-9,The spray delivers 50 metered doses per bottle.,admin,withdrawn,2026-01-01,2026-05-06,Miscounted.,Mia,Lou,Rae"
    (claim,) = load(tmp_path, f"{header}\n{row}\n", "claims.csv").claims
    assert (claim.withdrawn_on, claim.withdrawal_reason) == (date(2026, 5, 6), "Miscounted.")
    again = load(tmp_path, export_claims(ClaimSet((claim,)), "csv"), "again.csv")
    assert again.claims[0].withdrawn_on == claim.withdrawn_on
    with pytest.raises(ClaimsInvalid, match="more cells than columns"):
        load(tmp_path, f"{header}\n{row},one too many\n", "claims.csv")


def test_the_demo_library_stands_as_its_heading_says() -> None:
    library = load_claims(DEMO)
    now = datetime(2026, 11, 17, 15, tzinfo=UTC)
    counted = Counter(standing(claim, now, "US-OH").value for claim in library.claims)
    assert counted == {
        "in force": 19,
        "not yet effective": 1,
        "pending review": 1,
        "superseded": 1,
        "expired": 1,
        "withdrawn": 1,
    }


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", ""), ("a.json", " \n"), ("a.csv", ""), ("a.csv", "claim_id,text\n")]
)
def test_a_file_without_a_claim_is_no_library(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ClaimsInvalid, match=f"{name}: holds no claim; give a library as"):
        load_claims(tmp_path / name)
