"""A text is judged with the words that are struck out or hidden in it and without them, and the stricter verdict holds."""

from datetime import UTC, datetime
from time import perf_counter

import pytest

from guardrails import (
    Context,
    Decision,
    Draft,
    Finding,
    Line,
    Mode,
    Section,
    Severity,
    Statement,
    Verdict,
    check,
    draft_from_text,
)
from guardrails.case import Case, Check
from guardrails.checker import Bench
from guardrails.readings import RULE, merged, readings
from tests.guardrails.gate_fakes import bench_of, word_check

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
PROMOTION = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")


def judged(text: str) -> Verdict:
    return check(draft_from_text(text), evidence={}, claims=(), context=PROMOTION, now=NOW)


def read(text: str) -> list[str]:
    return [reading.text for reading in readings(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Epidiolex is ~~not~~ completely safe.",
        "Epidiolex is ~not~ completely safe.",
        "Epidiolex is ~~not ~~completely safe.",
        "Epidiolex is~~ not ~~completely safe.",
        "Epidiolex is <s>not</s> completely safe.",
        "Epidiolex is <DEL>not</DEL> completely safe.",
        "Epidiolex is <strike>not</strike> completely safe.",
        "Epidiolex is <s>not completely safe.\n\nEpidiolex is completely safe.",
        "Epidiolex is <span hidden>not</span> completely safe.",
        "Epidiolex is <span style='display: none'><span>is</span> not</span> completely safe.",
        'Epidiolex is <span style="visibility:hidden">not</span> completely safe.',
        'Epidiolex is <span style="text-decoration:line-through">not</span> completely safe.',
        'Epidiolex is <span style="font-size:0px">not</span> completely safe.',
        'Epidiolex is <span style="opacity: 0.0;">not</span> completely safe.',
        'Epidiolex is <span style="color:#FFFFFF">not</span> completely safe.',
        'Epidiolex is <font color="white">not</font> completely safe.',
        "Epidiolex is <!-- not --> completely safe.",
        "Note ~~ this: Epidiolex is ~~not~~ completely safe.",
        "Epidiolex is \\~~ ~~not~~ completely safe.",
        "Epidiolex is <span title='>' hidden>not</span> completely safe.",
        "Epidiolex is <template>not</template> completely safe.",
        "Epidiolex is <script>not</script> completely safe.",
        "Epidiolex is <!not> completely safe.",
        'Epidiolex is ![not](x.png "t (a)") completely safe.',
        "Epidiolex is ![not][x] completely safe.",
        "Epidiolex is [](not) completely safe.",
        "Epidiolex is [ ](x 'not') completely safe.",
        "<p hidden>x<p>Epidiolex is <s>not</s> completely safe.",
        "<s>x<p>Epidiolex is <del>not</del> completely safe.",
        "<s>x<p>Epidiolex is <!-- not --> completely safe.",
        "Epidiolex is <span style='font-size:1px'>not</span> completely safe.",
        "Epidiolex is <span style='position:absolute;left:-9999px'>not</span> completely safe.",
        "Epidiolex is <span style='opacity:.001'>not</span> completely safe.",
        "Epidiolex is <span style='color:#fefefe'>not</span> completely safe.",
        "Epidiolex is <span style='color:#ffffffff'>not</span> completely safe.",
        "Epidiolex is <span style='color:hsl(0,0%,100%)'>not</span> completely safe.",
        "Epidiolex is <span style='display:/**/none'>not</span> completely safe.",
        "Epidiolex is <span style='display&#58;none'>not</span> completely safe.",
        "Epidiolex is <span style='color:white;background-color:white'>not</span> completely safe.",
        "Epidiolex is <?not?> completely safe.",
        "Epidiolex is <!--><s>not</s> completely safe.",
        "Epidiolex is <!-- not --> completely safe. ~~Thank you.~~",
        "Epidiolex is ![not](x.png) completely safe.",
        "[//]: # (We must never say:)\n\nEpidiolex is completely safe.",
        "~~We must never say:~~\n\nEpidiolex is completely safe.",
        "Epidiolex is <s> ~~not~~ completely safe </s>.",
        "Epidiolex is ~~not~~ ~completely safe~.",
        "Epidiolex is <s>not</s> <span style='color:white'>completely safe</span>.",
        "<div style='color:white'>Epidiolex is <s>not</s> completely safe.</div>",
        "Epidiolex is <s>not</s> ![completely safe](a.png) completely safe ~for all~ <b style='color:#fff'>people</b> ~~indeed~~.",
        "Epidiolex is ~~not completely safe.~~ completely safe.",
    ],
)
def test_a_denial_that_is_struck_out_or_hidden_clears_nothing(text: str) -> None:
    verdict = judged(text)
    assert verdict.decision is Decision.BLOCK
    found = [f for f in verdict.findings if f.check_id == "SAFE-01"]
    assert all(text[f.start : f.end] == f.quote for f in verdict.findings)
    assert any("completely safe" in f.quote for f in found)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Epidiolex is comp**lete**ly safe.", "comp**lete**ly safe"),
        ("It is completely sa**fe**.", "completely sa**fe"),
        ("It is completely sa<b>fe</b>.", "completely sa<b>fe"),
        ("It is completely sa<b></b>fe.", "completely sa<b></b>fe"),
        ("It is completely sa<sup></sup>fe.", "completely sa<sup></sup>fe"),
        ("It is completely sa**<b>fe</b>**.", "completely sa**<b>fe"),
        ("It is completely sa&shy;fe.", "completely sa&shy;fe"),
        ("It is completely s&#97;fe.", "completely s&#97;fe"),
        ("Epidiolex cu[res](https://example.org) nausea.", "cu[res"),
        ("Epidiolex [cu](https://example.org)res nausea.", "cu](https://example.org)res"),
        ("It is completely sa<!-- x -->fe.", "completely sa<!-- x -->fe"),
        ("It is completely sa~~x~~fe.", "completely sa~~x~~fe"),
        ("It is complete~~ly~~ly safe.", "complete~~ly~~ly safe"),
    ],
)
def test_a_word_cut_by_marks_is_one_word(text: str, quote: str) -> None:
    verdict = judged(text)
    assert verdict.decision is Decision.BLOCK
    assert quote in {f.quote for f in verdict.findings if f.severity is Severity.BLOCK}


def test_a_claim_that_is_struck_out_is_held_and_said_to_be() -> None:
    (finding,) = judged("~~Epidiolex is completely safe.~~ Thank you for the meeting.").findings
    assert finding.quote == "completely safe"
    assert "struck out or hidden; they are in the text" in finding.reason


def test_a_finding_made_without_the_struck_words_says_so() -> None:
    (finding,) = judged("Epidiolex is ~~not~~ completely safe.").findings
    assert "without the words that are struck out or hidden" in finding.reason
    (other,) = judged("Epidiolex is completely safe. ~~Thank you.~~").findings
    assert "struck out" not in other.reason


@pytest.mark.parametrize(
    "text",
    [
        "Thank you ~~for lunch~~ for the meeting on Tuesday.",
        "Thank you for the meeting on Tuesday.\n\n![Map](map.png)\n\n[1]: minutes.md",
        "See you on ~~Monday~~ Tuesday at noon. <!-- room 4 -->",
        "The dose rose from ~5 mg to ~10 mg (~20 mg at most).",
        "Lunch costs &lt;20 dollars at the R&D center; see **the menu** and *the map*, or [the page](https://example.org).",
        "Lunch is at no**o**n on Tuesday.",
    ],
)
def test_honest_words_with_marks_pass(text: str) -> None:
    assert [f for f in judged(text).findings if f.severity > Severity.WARN and f.check_id != "PHI-01"] == []


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("Plain words.", ["Plain words."]),
        ("About ~5 mg and **bold** words.", ["About ~5 mg and **bold** words."]),
        ("It is ~~not~~ so.", ["It is not so.", "It is so."]),
        ("It is <s>not <b>so</b></s>.", ["It is <s>not <b>so</b></s>.", "It is not so.", "It is ."]),
        ("~~Not~~ so.", ["Not so.", "so."]),
        ("It is~~n't~~ so.", ["It isn't so.", "It is so."]),
        ("a~~b~~c", ["abc", "ac", "a c"]),
        ("(~5)–(~7)", ["(~5)–(~7)"]),
        ("A ![b](c.png) d.\n[e]: f.md", ["A ![b](c.png) d.\n[e]: f.md", "A b d.\nf.md", "A d.\n"]),
        ("One ~~two\n\nthree~~ four.", ["One ~~two\n\nthree~~ four."]),
        ("A <s>b</s> ~~c~~ d.", ["A <s>b</s> ~~c~~ d.", "A b c d.", "A c d.", "A b d.", "A d."]),
        ("A <s>b ~~c</s> d~~ e.", ["A <s>b ~~c</s> d~~ e.", "A b c d e.", "A d e.", "A b e.", "A e."]),
        ("A <b style='overflow: hidden'>b</b>", ["A <b style='overflow: hidden'>b</b>", "A b"]),
        ("A <input hidden> b.", ["A <input hidden> b."]),
        ("A <p style='background:#000; color:#fff'>b</p>", ["A <p style='background:#000; color:#fff'>b</p>"]),
        ("R&D; &amp;&bogus; &#10;x", ["R&D; &amp;&bogus; &#10;x", "R&D; &&bogus;  x"]),
        ("<B>Bold</B> and C<sub>max</sub>", ["<B>Bold</B> and C<sub>max</sub>", "Bold and Cmax"]),
        ("<i>n</i>: 10<sup>6</sup>", ["<i>n</i>: 10<sup>6</sup>", "n: 10<sup>6</sup>"]),
    ],
)
def test_the_readings_of_a_text(text: str, texts: list[str]) -> None:
    assert sorted(read(text)) == sorted(texts)


def test_every_character_of_a_reading_has_its_place() -> None:
    text = "It is ~~n**o**t~~ comp**lete**ly sa&shy;fe <s>or</s> so."
    for reading in readings(text)[1:]:
        assert len(reading.at) == len(reading.until) == len(reading.text)
        for char, place in zip(reading.text, reading.at, strict=True):
            assert text[place] in (char, "&")
        assert reading.place(0, 0) == (0, 0)
        assert reading.place(len(reading.text), len(reading.text))[1] == len(text)


def test_a_finding_takes_the_whole_of_a_sign_told_by_name() -> None:
    (found,) = [f for f in judged("Call Mary, SSN 123-45-678&#57;.").findings if f.rule == "PHI-01/identifier"]
    assert found.quote == "123-45-678&#57;"


def test_an_offer_is_made_for_the_words_as_they_stand() -> None:
    text = "It ~~was~~ is b**a**d so."
    bench = bench_of(word_check("bad", Severity.REWRITE, instead="good"))
    verdict = check(draft_from_text(text), evidence={}, claims=(), context=PROMOTION, now=NOW, bench=bench)
    (offered,) = [f.suggestion for f in verdict.findings if f.suggestion]
    assert text[offered.start : offered.end] == "b**a**d"


def test_what_one_reading_says_another_does_not_repeat() -> None:
    text = "It ~~was~~ is."
    one, two = readings(text)
    warned, held = (finding("A", severity) for severity in (Severity.WARN, Severity.REVIEW))
    assert [f.severity for f in merged(text, [(one, [held]), (two, [warned])])] == [Severity.REVIEW]
    assert [f.severity for f in merged(text, [(one, [warned]), (two, [held])])] == [Severity.WARN, Severity.REVIEW]
    assert len(merged(text, [(one, [warned, held]), (two, [])])) == 2


def finding(check_id: str, severity: Severity) -> Finding:
    return Finding(check_id, severity, 0, 2, "It", "Because.")


def test_a_check_that_fails_on_one_reading_has_failed() -> None:
    def run(case: Case) -> tuple[Finding, ...]:
        if "not" not in case.text:
            raise ValueError("lost")
        return ()

    bench = Bench((Check("X-01", "x", run, dict.fromkeys(Mode, Severity.WARN), ()),))
    draft = draft_from_text("It is ~~not~~ so.")
    verdict = check(draft, evidence={}, claims=(), context=PROMOTION, now=NOW, bench=bench)
    assert verdict.coverage.errored == ("X-01",)
    assert verdict.decision is Decision.REVIEW


def test_readings_that_no_time_is_left_for_are_told() -> None:
    bench = Bench((), budget_s=0.0)
    verdict = check(
        draft_from_text("It is ~~not~~ so."), evidence={}, claims=(), context=PROMOTION, now=NOW, bench=bench
    )
    assert (verdict.decision, verdict.coverage.timed_out) == (Decision.REVIEW, ("GATE-01/readings",))
    whole = check(draft_from_text("It is so."), evidence={}, claims=(), context=PROMOTION, now=NOW, bench=bench)
    assert (whole.decision, whole.coverage.timed_out) == (Decision.RELEASE, ())


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("It was ~~not~~ so.", True),
        ("It was <s>not</s> so.", True),
        ("It was ~fine~ so.", False),
        ("A <script>x</script> b.", False),
        ("[1]: So.", False),
    ],
)
def test_a_draft_marks_no_words(words: str, held: bool) -> None:
    draft = Draft("D-1", "answer", "Title", (Section("one", "One", (Line((Statement(words),)),)),))
    verdict = check(draft, evidence={}, claims=(), context=PROMOTION, now=NOW, bench=Bench(()))
    assert [f.rule for f in verdict.findings] == [RULE] * held
    assert all(draft.text[f.start : f.end] == f.quote for f in verdict.findings)


@pytest.mark.parametrize(
    "piece", ["~", "~~", "~a~ ", "<s>", "<!--", "<a '", "a[b](", "![a](", "[](a ", "a**", "&#", "\n~~ a", "~~a\n\n"]
)
def test_marks_are_found_in_time_proportional_to_the_text(piece: str) -> None:
    began = perf_counter()
    readings(piece * (40_000 // len(piece)))
    assert perf_counter() - began < 5
