from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings, strategies as st

from guardrails import Draft, Line, Product, ProductStatus, Section, Statement, check
from guardrails.claims.diff import DiffKind, diff_wording
from guardrails.claims.matching import ClaimMatch, MatchKind, match_claim
from guardrails.claims.words import keys_of, meaning, words_of
from guardrails.claims.worthiness import claim_worthy, heading_claims
from guardrails.domain import Claim, Context, Qualifier, QualifierPlacement, Variation

NOW = datetime(2026, 9, 1, 15, tzinfo=UTC)
SPRAY = Claim(
    "C-1",
    1,
    "The spray delivers 50 metered doses per bottle.",
    "admin",
    "approved",
    expires=date(2027, 1, 1),
    variations=(Variation("Each bottle holds 50 metered doses."),),
    qualifiers=(Qualifier("Q", "Counts assume priming.", QualifierPlacement.ADJACENT),),
)
HELP = Claim("C-2", 1, "May help reduce nausea in adults when added to standard antiemetics.", "efficacy", "approved")
LONG = Claim(
    "C-3", 1, "Warnings apply to this oil. It can cause sedation; do not drive after use.", "safety", "approved"
)
LIBRARY = (SPRAY, HELP, LONG)


def matches(text: str) -> tuple[ClaimMatch, ...]:
    return match_claim(text, LIBRARY, Context(), NOW)


def kinds(text: str) -> list[str]:
    return [m.kind.value for m in matches(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SPRAY.text, ["exact"]),
        ("the spray delivers 50 metered doses per bottle", ["exact"]),
        ("• The spray delivers 50 metered doses per bottle [1].", ["exact"]),
        ("**The spray delivers 50 metered doses per bottle.**", ["exact"]),
        ("The spray delivers 50\nmetered doses per bottle.", ["exact"]),
        ("Each bottle holds 50 metered doses.", ["variation"]),
        (f"{SPRAY.text} Counts assume priming.", ["exact", "qualifier"]),
        (LONG.text, ["exact"]),
        ("Hi Dr. Lee, as discussed, the spray delivers 50 metered doses per bottle.", ["exact"]),
        ("The spray delivers 50 metered doses per bottle?", ["near"]),
        ("The spray delivers 60 metered doses per bottle.", ["near"]),
        ("Sadly, the spray delivers 50 metered doses per bottle.", ["near"]),
        ("The spray delivers 50 metered doses per bottle in every patient.", ["near"]),
        ("Our oil calms every patient.", ["unapproved"]),
        ("Thank you for your time on Tuesday.", ["non-claim"]),
        ("Never say that the spray cures nausea.", ["non-claim"]),
    ],
)
def test_levels(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_a_claim_said_over_two_sentences_is_near_it() -> None:
    (match,) = matches("May help reduce nausea in adults. It is added to standard antiemetics.")
    assert (match.kind, match.claims) == (MatchKind.NEAR, (HELP,))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("May help reduce nausea in adults when added to no standard antiemetics.", DiffKind.NEGATION),
        ("Reduces nausea in adults when added to standard antiemetics.", DiffKind.HEDGE),
        ("May help reduce nausea when added to standard antiemetics.", DiffKind.POPULATION),
        ("May help reduce pain in adults when added to standard antiemetics.", DiffKind.INDICATION),
        ("May completely reduce nausea in adults when added to standard antiemetics.", DiffKind.INTENSIFIER),
        ("May help reduce nausea in adults more than standard antiemetics.", DiffKind.COMPARATOR),
        ("May help reduce nausea in 40 adults when added to standard antiemetics.", DiffKind.NUMBER),
        ("Oral use may help reduce nausea in adults when added to standard antiemetics.", DiffKind.DOSE_ROUTE),
        ("Verdanol may help reduce nausea in adults when added to standard antiemetics.", DiffKind.PRODUCT),
        ("May help reduce nausea in adults when added to usual antiemetics.", DiffKind.CONTENT),
        ("May help to reduce nausea in adults when added to the standard antiemetics.", DiffKind.BENIGN),
        ("May perhaps help reduce nausea in adults when added to standard antiemetics.", DiffKind.SOFTENED),
    ],
)
def test_each_difference_has_its_kind(text: str, kind: DiffKind) -> None:
    diffs = diff_wording(keys_of(text), keys_of(HELP.text), names=frozenset({"verdanol"}))
    assert kind in {d.kind for d in diffs}


def test_figures_in_another_order_are_a_change() -> None:
    approved = keys_of("Sedation occurred in 18% on the oil and 7% on placebo.")
    swapped = keys_of("Sedation occurred in 7% on the oil and 18% on placebo.")
    assert {d.kind for d in diff_wording(swapped, approved)} == {DiffKind.NUMBER}


def test_a_locked_term_has_to_stay() -> None:
    diffs = diff_wording(
        keys_of("It reduces nausea."), keys_of("It may reduce refractory nausea."), locked=("refractory",)
    )
    assert DiffKind.LOCKED in {d.kind for d in diffs}


@pytest.mark.parametrize(
    "text",
    [
        "Most oncologists recommend it.",
        "Guidelines back cannabinoids.",
        "Our spray is better absorbed.",
        "Insurance will cover the capsules.",
        "Did you know that Verdanol eases nausea?",
        "Thanks for your time; the oil relieves pain and improves sleep.",
        "Response was 40% with the drug.",
        "It is completely safe.",
    ],
)
def test_worth_a_claim(text: str) -> None:
    assert claim_worthy(text, frozenset({"verdanol"}))


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for meeting Tuesday.",
        "Which protocol does your site follow?",
        "I have attached the brochure.",
        "See you on Monday at 9.",
        "Shall I bring the prescribing information?",
        "I can connect you with Medical Information.",
        "Coverage varies; check the plan.",
        "Best regards, Kim Osei",
        "",
    ],
)
def test_only_talk(text: str) -> None:
    assert not claim_worthy(text, frozenset({"verdanol"}))


@pytest.mark.parametrize(
    ("title", "claims"), [("Cannabinoids for nausea", False), ("Verdanol relieves nausea", True), ("9. Balance", False)]
)
def test_headings_name_and_do_not_assert(title: str, claims: bool) -> None:
    assert heading_claims(title, frozenset({"verdanol"})) is claims


@pytest.mark.parametrize(
    ("title", "held"),
    [
        ("P&T brief: Zenvora for nausea and vomiting after chemotherapy", False),
        ("Zenvora is indicated for nausea and vomiting after chemotherapy", True),
        ("Zenvora for nausea and vomiting after chemotherapy in every patient", True),
    ],
)
def test_a_title_that_names_its_subject_is_no_approved_wording_changed(title: str, held: bool) -> None:
    text = "Zenvora is indicated in adults for nausea and vomiting after chemotherapy."
    claim = Claim("C-9", 1, text, "indication", "approved", product_ids=("ZENVORA",), expires=date(2027, 1, 1))
    product = Product("ZENVORA", ("Zenvora",), ProductStatus.FDA_APPROVED)
    section = Section("a", "A", (Line((Statement("Please read the label."),)),))
    context = Context(product_ids=("ZENVORA",), products=(product,))
    verdict = check(Draft("D", "pt_brief", title, (section,)), evidence={}, claims=(claim,), context=context, now=NOW)
    assert bool({"CLM-01", "CLM-03"} & {finding.check_id for finding in verdict.findings}) is held


@given(st.text(max_size=120))
def test_words_lie_where_they_say(text: str) -> None:
    words = words_of(text)
    assert all(0 <= w.start < w.end <= len(text) for w in words)
    assert tuple(w.key for w in words) == keys_of(text)
    assert all(meaning(w.key) for w in words if w.key.strip("'"))


@settings(max_examples=60)
@given(st.sampled_from(LIBRARY), st.sampled_from([" ", "  ", "\n", "\u00a0"]), st.sampled_from(["", "- ", "1. ", "• "]))
def test_typography_never_matters(claim: Claim, space: str, mark: str) -> None:
    found = matches(mark + claim.text.replace(" ", space))
    assert [m.kind for m in found if m.form is not None] == [MatchKind.EXACT]


@settings(max_examples=80)
@given(st.integers(0, 7), st.sampled_from(["not", "every", "60", "children", "better", "mg", "guaranteed", "pain"]))
def test_a_word_put_in_is_never_exact(place: int, word: str) -> None:
    words = SPRAY.text.split()
    words.insert(min(place, len(words) - 1), word)
    assert MatchKind.EXACT not in {m.kind for m in matches(" ".join(words))}


@pytest.mark.parametrize(
    ("text", "approved", "changed"),
    [
        ("Levels fell 18% with food.", "Levels were 18% lower with food.", False),
        ("Levels rose 18% with food.", "Levels were 18% lower with food.", True),
        ("Enzymes are checked every three months.", "Enzymes are checked quarterly.", False),
        ("It helps every patient.", "It helps patients.", True),
        ("It is taken on an empty stomach.", "It is taken without food.", False),
        ("The kit holds a syringe.", "In the kit there is one syringe, of the usual size.", False),
        ("Time to relief was 26 minutes (9 to 71 minutes).", "Time to relief was 26 minutes (9 to 71).", False),
        ("Time to relief was 26 seconds (9 to 71).", "Time to relief was 26 minutes (9 to 71).", True),
    ],
)
def test_small_words_weigh_by_what_they_do(text: str, approved: str, changed: bool) -> None:
    diffs = diff_wording(keys_of(text), keys_of(approved))
    assert any(diff.changes_meaning for diff in diffs) is changed, [str(diff) for diff in diffs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Points for the visit on Monday: {SPRAY.text}", ["exact"]),
        (f"Proven again: {SPRAY.text}", ["near"]),
        ("I sent it.\nKind regards,\nSam Lee\nRegional Lead, Western Division", ["non-claim"] * 3),
        ("You will see fewer emergency visits.", ["unapproved"]),
        ("Our reps hear that people do well.", ["unapproved"]),
        ("Please report side effects to our safety desk.", ["non-claim"]),
    ],
)
def test_talk_and_claims_in_letters(text: str, expected: list[str]) -> None:
    found = kinds(text)
    assert set(found) == set(expected), found


def test_words_that_one_claim_says_and_another_is_qualified_by_are_a_claim() -> None:
    """Whichever of the two comes first in the library, the words match the claim that says them, and it alone."""
    caution = replace(HELP, qualifiers=(Qualifier("Q2", SPRAY.text, QualifierPlacement.ADJACENT),))
    for library in ((caution, SPRAY), (SPRAY, caution)):
        (match,) = match_claim(SPRAY.text, library, Context(), NOW)
        assert (match.kind, [c.claim_id for c in match.claims]) == (MatchKind.EXACT, ["C-1"])


def test_a_wording_without_words_matches_nothing() -> None:
    bare = replace(SPRAY, variations=(Variation("--- *** ---"),))
    assert [m.kind.value for m in match_claim("--- *** ---", (bare,), Context(), NOW)] == ["non-claim"]
    assert match_claim(SPRAY.text, (bare,), Context(), NOW)[0].kind is MatchKind.EXACT


def test_in_a_large_library_a_claim_is_found_by_its_rare_words() -> None:
    """Words that thousands of wordings share are not counted; the rare ones find the claim all the same."""
    many = tuple(
        replace(
            SPRAY,
            claim_id=f"N-{n}",
            text=f"The spray delivers 50 metered doses per bottle of lot{n}.",
            variations=(),
            qualifiers=(),
        )
        for n in range(2100)
    )
    (match,) = match_claim("The spray always delivers 50 metered doses per bottle of lot77.", many, Context(), NOW)
    assert (match.kind, match.claims[0].claim_id) == (MatchKind.NEAR, "N-77")
