from __future__ import annotations

from collections import Counter

from hypothesis import given, settings, strategies as st

from guardrails.certificate import Signer, verify_certificate
from guardrails.domain import (
    Context,
    Decision,
    Draft,
    Line,
    Quarantined,
    Released,
    Section,
    Severity,
    Statement,
    Suggestion,
    Table,
)
from guardrails.edits import apply_edits, edit_text, excerpt
from guardrails.releasing import release
from tests.guardrails.gate_fakes import KEY, NOW, bench_of, draft_of, line, section_of, word_check

BENCH = bench_of(
    word_check("bad", Severity.BLOCK, "BAD-01"),
    word_check("loud", Severity.REWRITE, "LOUD-01", instead="plain"),
    word_check("weak", Severity.REWRITE, "WEAK-01"),
)
WORDS = st.sampled_from(["fine", "good", "bad", "loud", "weak", "so loud and bad", "loud loud"])
LINES = st.lists(WORDS, min_size=1, max_size=3).map(lambda texts: line(*texts))
TABLES = st.lists(st.lists(LINES, min_size=2, max_size=2).map(tuple), min_size=1, max_size=3).map(
    lambda rows: Table(("A", "B"), tuple(rows))
)
SECTIONS = st.lists(st.lists(st.one_of(LINES, TABLES), min_size=1, max_size=4), min_size=1, max_size=3)


def drafts(sections: list[list[Line | Table]], required: bool) -> Draft:
    return Draft(
        "d",
        "answer",
        "Heading",
        tuple(Section(f"s{n}", f"Part {n}", tuple(blocks), required) for n, blocks in enumerate(sections)),
    )


@settings(max_examples=120, deadline=None)
@given(SECTIONS, st.booleans())
def test_what_goes_out_is_clean_and_nothing_is_lost_silently(
    sections: list[list[Line | Table]], required: bool
) -> None:
    draft = drafts(sections, required)
    result = release(draft, evidence={}, claims=(), context=Context(), now=NOW, signer=Signer(KEY), bench=BENCH)
    kept = Counter(s.text for s, _, _ in result.draft.statements())
    if isinstance(result, Quarantined):
        assert result.verdict.decision is not Decision.RELEASE
        return
    assert isinstance(result, Released)
    assert not {"bad", "weak", "loud"} & set(result.draft.text.split())
    gone = Counter(w.text for w in result.withheld)
    said = Counter(s.text.replace("loud", "plain") for s, _, _ in draft.statements())
    assert kept + Counter(text.replace("loud", "plain") for text in gone.elements()) == said
    texts = [s.text for s, _, _ in result.draft.statements()]
    verify_certificate(result.certificate, texts, Signer(KEY).public_key)
    assert all(section.blocks for section in result.draft.sections)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.sampled_from(["", "x", " y."])), max_size=6))
def test_edits_of_statements_are_edits_of_the_text(edits: list[tuple[int, int, str]]) -> None:
    draft = draft_of(section_of(line("One two three.", "Four five six."), line("Seven eight.")))
    wanted = [Suggestion("replace", text, start, min(start + size, 60)) for start, size, text in edits]
    edited = apply_edits(draft, wanted)
    whole = edit_text(draft.text, edited.applied)
    # An edit that begins or ends in the space between two statements may gain or lose that space.
    if all(s.text for s, _, _ in edited.draft.statements()):
        assert "".join(edited.draft.text.split()) == "".join(whole.split()) or len(list(edited.draft.statements())) < 3


def test_an_inserted_sentence_becomes_a_statement_of_its_own() -> None:
    draft = draft_of(section_of(line("One.", "Two.")))
    end = draft.text.index("One.") + 4
    edited = apply_edits(draft, [Suggestion("insert", " And so on.", end, end)])
    assert [s.text for s, _, _ in edited.draft.statements()] == ["One.", "And so on.", "Two."]


def test_a_line_break_asks_for_the_footer() -> None:
    draft = draft_of(section_of(line("One.")))
    end = len(draft.text)
    assert apply_edits(draft, [Suggestion("insert", "\nRead as digests.", end, end)]).draft.footer == "Read as digests."


def test_a_verbatim_statement_is_completed_and_never_changed() -> None:
    quote = Line((Statement("One two.", verbatim=True),), "quote")
    draft = draft_of(section_of(quote))
    start = draft.text.index("One")
    edits = [Suggestion("replace", "Three", start, start + 3), Suggestion("insert", " In mice.", start + 8, start + 8)]
    assert [s.text for s, _, _ in apply_edits(draft, edits).draft.statements()] == ["One two.", "In mice."]


def test_an_excerpt_holds_the_lines_of_a_span_and_the_footer() -> None:
    draft = Draft("d", "answer", "Heading", (section_of(line("One."), line("Two.")),), "Banner", "Footer")
    start = draft.text.index("Two")
    assert excerpt(draft, start, start + 3).text == "\nPart s1\nTwo.\nFooter"
