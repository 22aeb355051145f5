from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from guardrails.case import Check
from guardrails.checker import Bench, check, draft_from_text
from guardrails.checks import CHECKS, clm_in_force, clm_qualifier, clm_scope, clm_wording
from guardrails.claims.lifecycle import DISCIPLINES, move, sign
from guardrails.claims.scope import out_of_scope
from guardrails.domain import (
    Citation,
    Claim,
    ClaimRef,
    Context,
    Decision,
    Draft,
    Evidence,
    Finding,
    Line,
    Mode,
    Product,
    ProductStatus,
    Profile,
    Qualifier,
    QualifierPlacement,
    Section,
    Severity,
    Statement,
    StatementKind,
    Table,
    Verdict,
)
from tests.guardrails.gate_fakes import NOW

_HERE = frozenset({"CITE-01", "CLM-01", "CLM-02", "CLM-03", "CLM-04", "CHER-01", "RETR-01", "ROUTE-01"})
BENCH = Bench(tuple(c for c in CHECKS if c.check_id in _HERE))
OIL = Product("OIL", ("Larkoil", "1:1 oil"), ProductStatus.STATE_LICENSED)
DRAFTING = Context(profile=Profile.DRAFT, jurisdiction="US-OH", products=(OIL,))


def signed(claim: Claim) -> Claim:
    claim = move(replace(claim, state="draft"), "pending_review")
    for discipline in DISCIPLINES:
        claim = sign(claim, discipline, "A. Reviewer", date(2026, 1, 1))
    return claim


def qualifier(text: str, placement: str = "adjacent") -> Qualifier:
    return Qualifier(text[:6], text, QualifierPlacement(placement))


STORE = signed(Claim("C-1", 1, "Store the capsules at room temperature and away from light.", "admin", "draft"))
RISK = signed(Claim("C-2", 1, "The capsules can cause sedation and dizziness in adults.", "safety", "draft"))


def judge(
    draft: Draft | str, claims: Sequence[Claim] = (STORE, RISK), context: Context = DRAFTING, **sources: Evidence
) -> Verdict:
    text = draft_from_text(draft) if isinstance(draft, str) else draft
    evidence = {source.evidence_id: source for source in sources.values()}
    return check(text, evidence=evidence, claims=claims, context=context, now=NOW, bench=BENCH)


def found(verdict: Verdict, check_id: str) -> list[Finding]:
    return [f for f in verdict.findings if f.check_id == check_id]


@pytest.mark.parametrize(
    ("column", "check_"),
    [("B/B/B/R/W", clm_in_force), ("B/B/B/N/W", clm_scope), ("B/R/R/R/W", clm_wording), ("R/R/R/R/W", clm_qualifier)],
)
def test_severities_are_those_of_the_table(column: str, check_: object) -> None:
    own: Check = check_.CHECK  # type: ignore[attr-defined]
    letters = {Severity.BLOCK: "B", Severity.REVIEW: "N", Severity.REWRITE: "R", Severity.WARN: "W"}
    assert "/".join(letters[own.severity[mode]] for mode in Mode) == column  # type: ignore[index]


# --- qualifiers, companions, intruders


@pytest.mark.parametrize(
    ("placement", "text", "stands"),
    [
        ("adjacent", "{claim} Light matters.", True),
        ("adjacent", "Light matters. {claim}", True),
        ("adjacent", "{claim} Thank you for your time. Light matters.", False),
        ("same_unit", "{claim} Thank you for your time. Light matters.", True),
        ("same_unit", "{claim}\n\nThank you for your time.\n\nLight matters.", False),
        ("same_sentence", "{bare}; Light matters.", True),
        ("same_sentence", "{claim} Light matters.", False),
        ("footer", "{claim}\n\nThank you for your time.\n\nLight matters.", True),
        ("footer", "{claim}", False),
    ],
)
def test_a_qualifier_stands_where_it_is_placed(placement: str, text: str, stands: bool) -> None:
    claim = signed(replace(STORE, qualifiers=(qualifier("Light matters.", placement),)))
    verdict = judge(text.format(claim=claim.text, bare=claim.text.rstrip(".")), (claim,))
    assert (not found(verdict, "CLM-04")) is stands
    assert verdict.decision is (Decision.RELEASE if stands else Decision.REWRITE)


@pytest.mark.parametrize("placement", ["adjacent", "same_unit", "same_sentence", "footer"])
def test_an_offered_qualifier_mends_the_text(placement: str) -> None:
    claim = signed(replace(STORE, qualifiers=(qualifier("Light matters here.", placement),)))
    (finding,) = found(judge(claim.text, (claim,)), "CLM-04")
    offer = finding.suggestion
    assert offer is not None
    mended = claim.text[: offer.start] + offer.text + claim.text[offer.end :]
    assert judge(mended, (claim,)).decision is Decision.RELEASE


def test_a_run_of_qualifiers_counts_as_one_neighbour() -> None:
    claim = signed(replace(STORE, qualifiers=(qualifier("Light matters here."), qualifier("Heat matters too."))))
    assert judge(f"{claim.text} Light matters here. Heat matters too.", (claim,)).decision is Decision.RELEASE


def test_a_qualifier_beside_changed_wording_goes_when_the_claim_is_put_back() -> None:
    """Approved wording is put back with its qualifier, so the altered one beside it is taken out, not mended too."""
    near = CAPSULE.text.replace("applesauce", "apple sauce or yoghurt")
    said = "Swallow within 50 minutes and do not chew."
    verdict = judge(f"{near} {said}", (CAPSULE,))
    (finding,) = [f for f in found(verdict, "CLM-04") if f.quote == said]
    assert finding.suggestion is not None
    assert finding.suggestion.kind == "delete"


def test_a_claim_that_needs_another_gets_it_inserted() -> None:
    claim = signed(replace(STORE, must_cooccur=("C-2",)))
    (finding,) = found(judge(claim.text, (claim, RISK)), "CLM-04")
    assert finding.suggestion is not None
    assert (finding.suggestion.claim_id, RISK.text in finding.suggestion.text) == ("C-2", True)
    assert judge(f"{claim.text} {RISK.text}", (claim, RISK)).decision is Decision.RELEASE
    assert judge(claim.text, (claim,)).decision is Decision.BLOCK  # nothing that could be inserted
    inside = replace(DRAFTING, mode=Mode.INTERNAL)
    (prepared,) = found(judge(claim.text, (claim,), inside), "CLM-04")
    assert (prepared.severity, prepared.suggestion) == (Severity.WARN, None)


@pytest.mark.parametrize(
    ("rule", "text", "clean"),
    [
        ("product:OIL", "{claim}\n\nLarkoil comes in a box.", False),
        ("product:OIL@same_unit", "{claim}\n\nThank you. I will bring Larkoil.", True),
        ("product:OIL@same_unit", "{claim} I will bring Larkoil.", False),
        ("claim_type:safety", "{claim}\n\n{risk}", False),
        ("claim_type:efficacy", "{claim}\n\n{risk}", True),
    ],
)
def test_what_may_not_stand_beside_a_claim(rule: str, text: str, clean: bool) -> None:
    claim = signed(replace(STORE, must_not_cooccur=(rule,)))
    verdict = judge(text.format(claim=claim.text, risk=RISK.text), (claim, RISK))
    assert (not found(verdict, "CLM-04")) is clean


def say(claim: Claim, kind: StatementKind = StatementKind.CLAIM, text: str | None = None) -> Statement:
    return Statement(text or claim.text, kind=kind, claim=ClaimRef(claim.claim_id, claim.version))


def test_say_boxes_in_a_row_are_one_card() -> None:
    claim = signed(replace(STORE, must_cooccur=("C-2",)))
    boxes = (Line((say(claim),), "say"), Line((say(RISK),), "say"))
    apart = (boxes[0], Line((Statement("Thank you.", kind=StatementKind.LOGISTICS),), "note"), boxes[1])
    together = judge(Draft("d", "call_pack", "Pack", (Section("s", "Card", boxes),)), (claim, RISK))
    parted = judge(Draft("d", "call_pack", "Pack", (Section("s", "Card", apart),)), (claim, RISK))
    assert (together.decision, parted.decision) == (Decision.RELEASE, Decision.REWRITE)


def test_a_statement_holds_the_claim_that_it_names() -> None:
    wrong = say(RISK, text="The capsules rest well in the hand.")
    verdict = judge(Draft("d", "call_pack", "Pack", (Section("s", "Card", (Line((wrong,), "say"),)),)))
    assert "does not hold" in found(verdict, "CLM-03")[0].reason


def test_changed_wording_is_reported_once_under_its_own_name() -> None:
    """What names a claim and nearly says it gets the offer to put it back, not a second finding that it is not there."""
    nearly = say(STORE, text="Store the capsules at room temperature and away from strong light.")
    verdict = judge(Draft("d", "call_pack", "Pack", (Section("s", "Card", (Line((nearly,), "say"),)),)))
    (finding,) = found(verdict, "CLM-03")
    assert finding.suggestion is not None
    assert finding.suggestion.claim_id == STORE.claim_id


# --- scope and force


@pytest.mark.parametrize(
    ("change", "context", "reason"),
    [
        ({"modes": (Mode.FORMULARY,)}, {}, "formulary"),
        ({"audiences": ("PAYOR",)}, {}, "audience"),
        ({"jurisdictions_include": ("US-TX",)}, {}, "US-TX"),
        ({"jurisdictions_exclude": ("US-OH",)}, {}, "not approved in US-OH"),
        ({"product_ids": ("OTHER",)}, {"product_ids": ("OIL",)}, "OTHER"),
        ({"channels": ("deck",)}, {"channel": "phone"}, "channels"),
    ],
)
def test_a_claim_out_of_scope_is_blocked_with_its_reason(
    change: dict[str, object], context: dict[str, object], reason: str
) -> None:
    claim = signed(replace(STORE, **change))  # type: ignore[arg-type]
    verdict = judge(claim.text, (claim,), replace(DRAFTING, **context))  # type: ignore[arg-type]
    assert reason in found(verdict, "CLM-02")[0].reason
    assert verdict.decision is Decision.BLOCK


def test_reasons_are_words_and_no_field_names() -> None:
    claim = replace(STORE, modes=(Mode.SCIENTIFIC_REACTIVE,), audiences=("HCP_reactive_MSL",))
    assert out_of_scope(claim, Mode.PROMOTIONAL, DRAFTING) == (
        "it is approved for reactive scientific use, not for promotional use",
        "it is approved for the audience HCP who asked an MSL, not for HCP",
    )


@pytest.mark.parametrize(("mode", "stands"), [(Mode.INTERNAL, True), (Mode.PROMOTIONAL, False)])
def test_colleagues_may_read_among_themselves_what_is_approved_for_clinicians(mode: Mode, stands: bool) -> None:
    reasons = out_of_scope(STORE, mode, replace(DRAFTING, audience="INTERNAL"))
    assert (reasons == ()) is stands


def test_an_unknown_place_is_for_a_person() -> None:
    verdict = judge(STORE.text, context=replace(DRAFTING, jurisdiction="US-ZZ"))
    assert verdict.decision is Decision.REVIEW


def test_an_unsigned_claim_is_not_in_force() -> None:
    verdict = judge(STORE.text, (replace(STORE, signatures=()),))
    assert "not signed" in found(verdict, "CLM-01")[0].reason


def test_a_superseded_wording_is_replaced_by_the_current_one() -> None:
    old = replace(STORE, state="superseded", superseded_by="C-1 v2")
    new = signed(
        replace(STORE, version=2, text="Store the capsules below 25 degrees and away from light.", signatures=())
    )
    (finding,) = found(judge(old.text, (old, new)), "CLM-01")
    assert finding.severity is Severity.REWRITE
    assert finding.suggestion is not None
    assert (finding.suggestion.claim_version, finding.suggestion.text.rstrip(".")) == (2, new.text.rstrip("."))


def test_versions_that_name_each_other_as_successors_offer_nothing() -> None:
    one = replace(STORE, state="superseded", superseded_by="C-9 v1")
    other = replace(RISK, claim_id="C-9", state="superseded", superseded_by="C-1 v1")
    (finding,) = found(judge(one.text, (one, other)), "CLM-01")
    assert finding.suggestion is None


def test_expiry_counts_at_the_instant_of_the_check() -> None:
    claim = signed(replace(STORE, expires=NOW.date()))
    end = NOW.replace(hour=23, minute=59, second=59) + timedelta(hours=5)  # New York, in UTC

    def at(moment: object) -> Decision:
        text = draft_from_text(claim.text)
        return check(text, evidence={}, claims=(claim,), context=DRAFTING, now=moment, bench=BENCH).decision  # type: ignore[arg-type]

    assert (at(end), at(end + timedelta(seconds=1))) == (Decision.RELEASE, Decision.BLOCK)


@pytest.mark.parametrize("state", ["approved", "withdrawn"])
def test_a_withdrawn_claim_is_not_said_again_even_as_evidence(state: str) -> None:
    """A cited sentence of evidence may be worded like any claim but a withdrawn one."""
    claim = signed(Claim("C-3", 1, "Nausea was lower with the oil than with placebo.", "efficacy", "draft"))
    if state == "withdrawn":
        claim = move(claim, "withdrawn", reason="the trial was retracted")
    said = answer(evidence_says(claim.text, NAUSEA))
    held = found(judge(said, (claim,), REACTIVE, a=SOURCE), "CLM-01")
    assert [f.severity for f in held] == ([] if state == "approved" else [Severity.BLOCK])
    assert all("the trial was retracted" in f.reason for f in held)


def test_wording_that_another_claim_may_use_is_not_withdrawn_with_it() -> None:
    text = "Nausea was lower with the oil than with placebo."
    gone = move(signed(Claim("C-3", 1, text, "efficacy", "draft")), "withdrawn", reason="obsolete")
    kept = signed(Claim("C-4", 1, text, "efficacy", "draft"))
    said = answer(evidence_says(text, NAUSEA))
    assert not found(judge(said, (gone, kept), REACTIVE, a=SOURCE), "CLM-01")


# --- citations and integrity

SOURCE = Evidence(
    "1", "Nausea was lower with the oil than with placebo.", "v", pmid="1", origin="abstract", species="human"
)
SEARCH = Evidence("search:S1", "60 records searched.", "v", origin="search")


def cite(source: Evidence, quote: str) -> Citation:
    start = source.text.index(quote)
    return Citation(source.evidence_id, start, start + len(quote), quote)


NAUSEA = cite(SOURCE, "Nausea was lower")
REACTIVE = replace(DRAFTING, mode=Mode.SCIENTIFIC_REACTIVE, request_origin="unsolicited", request_id="R-1")


def answer(*statements: Statement) -> Draft:
    return Draft("d", "answer", "Nausea", (Section("s", "Evidence", (Line(statements),)),))


def evidence_says(text: str, *citations: Citation, kind: StatementKind = StatementKind.EVIDENCE) -> Statement:
    return Statement(text, kind=kind, citations=citations)


@pytest.mark.parametrize(
    ("statement", "clean"),
    [
        (evidence_says("Nausea was lower with the oil.", NAUSEA), True),
        (evidence_says("Nausea was lower with the oil."), False),
        (evidence_says("Nausea was lower.", Citation("1", 0, 6, "Vomits")), False),
        (evidence_says("Nausea was lower.", Citation("9", 0, 6, "Nausea")), False),
        (evidence_says("Nausea was lower.", Citation("1", 6, 6, "")), False),
        (evidence_says("No trial of the oil was found.", NAUSEA, kind=StatementKind.ABSENCE), False),
        (evidence_says("No trial of the oil was found.", cite(SEARCH, "60 records"), kind=StatementKind.ABSENCE), True),
        (evidence_says("Thank you for your question.", kind=StatementKind.LOGISTICS), True),
        (evidence_says("The oil relieves nausea.", kind=StatementKind.LOGISTICS), False),
        (evidence_says("“Relieves nausea” goes beyond the label.", kind=StatementKind.CAUTION), True),
        (evidence_says("The oil relieves nausea.", kind=StatementKind.CLAIM), False),
    ],
)
def test_every_kind_rests_on_its_own_kind_of_source(statement: Statement, clean: bool) -> None:
    verdict = judge(answer(statement), context=REACTIVE, a=SOURCE, b=SEARCH)
    assert (not found(verdict, "CITE-01")) is clean, verdict.findings


def test_a_sentence_without_figures_may_rest_on_its_line_or_row() -> None:
    cited, bare = evidence_says("Nausea was lower with the oil.", NAUSEA), evidence_says("It was one small trial.")
    figures = evidence_says("It had 12 participants.")
    assert not found(judge(answer(cited, bare), context=REACTIVE, a=SOURCE), "CITE-01")
    assert found(judge(answer(cited, figures), context=REACTIVE, a=SOURCE), "CITE-01")
    table = Table(("Trial", "Limit"), ((Line((cited,)), Line((bare,))),))
    rows = Draft("d", "answer", "Nausea", (Section("s", "Evidence", (table,)),))
    assert not found(judge(rows, context=REACTIVE, a=SOURCE), "CITE-01")


@pytest.mark.parametrize("integrity", ["retracted", "withdrawn", "concern", "notice"])
def test_nothing_rests_on_a_fallen_source(integrity: str) -> None:
    fallen = replace(SOURCE, integrity=integrity, citable=False)
    verdict = judge(answer(evidence_says("Nausea was lower with the oil.", NAUSEA)), context=REACTIVE, a=fallen)
    assert found(verdict, "RETR-01")[0].severity is Severity.BLOCK


def test_nothing_rests_on_a_superseded_source() -> None:
    old = replace(SOURCE, superseded_by="PMID 2")
    (finding,) = found(
        judge(answer(evidence_says("Nausea was lower with the oil.", NAUSEA)), context=REACTIVE, a=old), "RETR-01"
    )
    assert "superseded by PMID 2" in finding.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Nausea was lower with the oil (PMID 12345678).", None),
        ("Nausea was lower with the oil (PMID 87654321).", "not among the sources"),
        ("Nausea was lower with the oil.", "cites none"),
        ("Thank you for your call.", None),
    ],
)
def test_a_lone_text_cites_by_marks_in_its_words(text: str, reason: str | None) -> None:
    source = replace(SOURCE, pmid="12345678")
    held = found(judge(text, (), REACTIVE, a=source), "CITE-01")
    assert [reason in f.reason for f in held] == ([True] if reason else [])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("title", "lead", "clean"),
    [
        ("Nausea", "Bottom line.", True),
        ("The oil relieves nausea", "Bottom line.", False),
        ("Nausea", "The oil relieves nausea.", True),  # the lead of a line rests on what the line cites
    ],
)
def test_headings_assert_nothing_and_leads_rest_on_their_line(title: str, lead: str, clean: bool) -> None:
    line = Line((evidence_says("Nausea was lower with the oil.", NAUSEA),), lead=lead)
    draft = Draft("d", "answer", title, (Section("s", "Evidence", (line,)),))
    assert (not found(judge(draft, context=REACTIVE, a=SOURCE), "CITE-01")) is clean


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("A trial on nausea was retracted and left out.", {"integrity": "retracted", "citable": False}),
        ("Nausea was lower with the oil.", {"integrity": "erratum"}),
    ],
)
def test_corrected_sources_and_disclosed_ones_pass(text: str, change: dict[str, object]) -> None:
    source = replace(SOURCE, **change)  # type: ignore[arg-type]
    assert not found(judge(answer(evidence_says(text, NAUSEA)), context=REACTIVE, a=source), "RETR-01")


def test_a_claim_falls_with_its_reference() -> None:
    from guardrails.domain import ClaimReference

    claim = signed(replace(STORE, references=(ClaimReference("pmid", "1"),)))
    fallen = replace(SOURCE, integrity="retracted", citable=False)
    assert found(judge(claim.text, (claim,), a=fallen), "RETR-01")
    assert not found(judge(claim.text, (claim,), a=SOURCE), "RETR-01")


AGAINST = Evidence(
    "2",
    "Adults with nausea took the oil. It was a trial. Nausea did not differ from placebo.",
    "v",
    pmid="2",
    species="human",
)


@pytest.mark.parametrize(
    ("text", "source", "clean"),
    [
        ("Nausea was lower with the oil.", AGAINST, False),
        ("Nausea was lower with the oil.", replace(AGAINST, species="animal"), True),
        ("Nausea was lower with the oil.", replace(AGAINST, citable=False, integrity="retracted"), True),
        ("Nausea was lower with the oil.", replace(AGAINST, text="Sleep did not differ from placebo."), True),
        ("One of two trials found lower nausea with the oil.", AGAINST, True),
        ("Nausea was lower with the oil, but results conflict.", AGAINST, True),
    ],
)
def test_contrary_evidence_is_not_left_out(text: str, source: Evidence, clean: bool) -> None:
    verdict = judge(answer(evidence_says(text, NAUSEA)), context=REACTIVE, a=SOURCE, b=source)
    assert (not found(verdict, "CHER-01")) is clean


def test_a_low_rating_is_reported() -> None:
    rated = replace(SOURCE, certainty="very low")
    flat = answer(evidence_says("Nausea was lower with the oil.", NAUSEA))
    graded = answer(evidence_says("Nausea was lower with the oil (very low certainty).", NAUSEA))
    assert found(judge(flat, context=REACTIVE, a=rated), "CHER-01")
    assert not found(judge(graded, context=REACTIVE, a=rated), "CHER-01")


# --- routing


def test_the_world_of_promotion_is_closed() -> None:
    (finding,) = found(judge(f"{STORE.text} Larkoil relieves nausea."), "ROUTE-01")
    assert (finding.quote, finding.severity) == ("Larkoil relieves nausea.", Severity.BLOCK)


def test_a_likely_paraphrase_is_offered_the_approved_wording() -> None:
    verdict = judge("Keep capsules cool, dry and dark.", (STORE,))
    assert verdict.decision in (Decision.REVIEW, Decision.BLOCK, Decision.REWRITE)


def test_a_formulary_draft_on_class_evidence_only_needs_a_signature() -> None:
    brief = answer(evidence_says("Nausea was lower with the oil than with placebo.", NAUSEA))
    context = replace(DRAFTING, mode=Mode.FORMULARY, audience="PAYOR", request_origin="committee")
    verdict = judge(brief, context=context, a=SOURCE)
    assert (verdict.decision, verdict.routing_only) == (Decision.REVIEW, True)


def test_screening_neither_routes_nor_closes_the_world() -> None:
    verdict = judge("Larkoil relieves nausea.", context=replace(DRAFTING, profile=Profile.SCREEN))
    assert not found(verdict, "ROUTE-01")
    assert "CITE-01" in verdict.coverage.skipped


CAPSULE = signed(
    Claim(
        "CAP",
        1,
        "Capsules can be opened and sprinkled on applesauce.",
        "admin",
        "approved",
        jurisdictions_include=("US",),
        qualifiers=(Qualifier("Q", "Swallow within 15 minutes and do not chew.", QualifierPlacement.ADJACENT),),
    )
)


@pytest.mark.parametrize(
    "said", ["Swallow within 50 minutes and do not chew.", "Do not chew, and swallow within fifteen minutes."]
)
def test_a_qualifier_in_other_words_is_put_back(said: str) -> None:
    text = f"{CAPSULE.text} {said}"
    verdict = check(draft_from_text(text), evidence={}, claims=(CAPSULE,), context=DRAFTING, now=NOW, bench=BENCH)
    assert verdict.decision is Decision.REWRITE
    (finding,) = [f for f in verdict.findings if f.severity >= Severity.REWRITE]
    assert (finding.check_id, finding.quote) == ("CLM-04", said)
    assert finding.suggestion is not None
    assert finding.suggestion.text == CAPSULE.qualifiers[0].text
