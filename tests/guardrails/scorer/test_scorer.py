"""The learned reader: what it reads, what it remembers, and that it only ever adds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guardrails import Context, Decision, Finding, Mode, Profile, Severity, build_case, check, draft_from_text, weighing
from guardrails.case import Case
from guardrails.checks import learned
from guardrails.domain import Verdict
from guardrails.errors import RuleDataInvalid
from guardrails.overlaps import Overlaps
from guardrails.scorer import windows
from guardrails.scorer.features import blocks
from guardrails.scorer.model import load_model, probabilities, read_model
from guardrails.scorer.neighbours import nearest_rejected
from guardrails.scorer.windows import Window, windows_of
from guardrails.waivers import NEVER_WAIVED
from guardrails.weighing import LEARNED, Voice, records, voice_of

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
_EVAL = Path(__file__).resolve().parents[3] / "eval" / "data"
IMPLIED = "Once her other patients hear how quiet cycle two was, you will not need me to explain the spray again."
HONEST = "The committee asked for the protocol, and we sent it with both response rates and the confidence interval."


def judged(text: str, profile: Profile = Profile.SCREEN) -> Verdict:
    context = Context(mode=Mode.PROMOTIONAL, profile=profile, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW)


def counted(text: str) -> list[dict[int, int]]:
    return [dict(zip(hashes.tolist(), counts.tolist(), strict=True)) for hashes, counts in blocks(text)]


def test_disguised_writing_is_read_as_a_person_reads_it() -> None:
    assert counted("It m\u0430kes n\u200bausea vanish") == counted("It makes nausea vanish")


def test_figures_of_one_trial_teach_nothing_about_another() -> None:
    assert counted("Relief in 52.5 % of 1,204 patients") == counted("Relief in 7 % of 81 patients")


def test_order_and_nearness_of_words_are_read() -> None:
    runs, pairs, told, _ = counted("the pain left")
    assert (sum(runs.values()), sum(pairs.values()), sum(told.values())) == (6, 1, 5)
    assert counted("the pain left")[0].keys() - counted("left pain the")[0].keys()


def test_a_denied_word_is_another_word_up_to_the_next_turn() -> None:
    said, denied, turned = (counted(text)[2].keys() for text in ("it heals", "no, it heals", "never said it heals"))
    assert said <= denied
    assert not said <= turned


def alone(text: str) -> float:
    """How likely a text is rejected that stands for itself."""
    return probabilities(text, ((0, len(text)),))[0]


@given(st.text(max_size=300))
def test_any_text_gets_a_probability(text: str) -> None:
    assert 0.0 < alone(text) < 1.0


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_stretches_of_any_text_get_probabilities(before: str, text: str, after: str) -> None:
    spans = ((len(before), len(before + text)), (0, len(before + text + after)), (0, 0))
    assert all(0.0 < one < 1.0 for one in probabilities(before + text + after, spans))


@pytest.mark.parametrize("around", ["{}", "No. {} Not", "({})", "Zür{}ich", "c u r e s {} s a f e"])
def test_stretches_score_as_each_alone(around: str) -> None:
    """Neither a denial nor a number nor half a word of what stands around a stretch is read into it, however short or empty it is."""
    texts = (
        IMPLIED,
        "say so",
        "",
        "?",
        HONEST,
        "Safe.",
        f"{HONEST} {IMPLIED}",
        "We do not\nsay so",
        "c u r e s it",
        "0.5 or 1.5",
    )
    whole, spans = "", []
    for text in texts:
        before, after = around.split("{}")
        whole += before
        spans.append((len(whole), len(whole + text)))
        whole += f"{text}{after}\n"
    assert probabilities(whole, tuple(spans)) == pytest.approx([alone(text) for text in texts])


def test_implied_wording_scores_above_honest_wording() -> None:
    assert alone(IMPLIED) > 0.5 > alone(HONEST)


def test_the_operating_point_asks_for_more_than_even_odds() -> None:
    assert 0.5 < load_model().least < 1


def test_nothing_it_was_fitted_on_is_used_to_measure_it() -> None:
    source = files("guardrails") / "data" / "scorer" / "statements.jsonl"
    fitted = {json.loads(line)["text"].lower() for line in source.read_text(encoding="utf-8").splitlines()}
    measured = [
        json.loads(line)["text"].lower()
        for path in sorted(_EVAL.glob("guardrail*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(fitted) >= 2000
    assert len(measured) >= 640
    assert not fitted & set(measured)


def test_a_known_hash_is_found_at_its_place_and_an_unknown_one_is_not_taken_for_another() -> None:
    model = load_model()
    near = np.concatenate([model.keys - np.uint32(1), model.keys, model.keys + np.uint32(1)])
    hashes = np.concatenate([near, np.array([0, 2**32 - 1], dtype=np.uint32)])
    found = model.keys[model.places(hashes)] == hashes
    assert (found == np.isin(hashes, model.keys)).all()


def test_it_explains_itself_by_the_nearest_statements() -> None:
    close = nearest_rejected("You can promise her that the first bag will be nausea-free.", 3)
    assert len({example.statement_id for example in close}) == 3
    assert all(example.categories for example in close)
    assert nearest_rejected("Qwxz.", 3) == ()


def test_it_raises_a_text_that_no_rule_objects_to() -> None:
    verdict = judged(IMPLIED)
    assert verdict.decision is not Decision.RELEASE
    assert all(f.severity <= Severity.REVIEW for f in verdict.findings if f.check_id == LEARNED)


def test_its_quotes_are_at_their_places_in_long_texts() -> None:
    text = "\n\n".join([HONEST] * 8 + [IMPLIED] + [HONEST] * 8)
    found = [f for f in judged(text).findings if f.severity > Severity.WARN]
    assert found
    assert all(text[f.start : f.end] == f.quote for f in found)
    assert any(f.start <= text.index(IMPLIED) < f.end for f in found)


def test_drafts_are_judged_without_it() -> None:
    assert LEARNED in judged(IMPLIED, Profile.DRAFT).coverage.skipped


def test_how_much_a_rule_needs_is_told_by_its_record_and_what_it_guards() -> None:
    voices = {rule: voice_of(rule.partition("/")[0], rule) for rule in records()}
    assert set(voices.values()) == set(Voice)
    assert all(voices[rule] is not Voice.SIGN for rule in voices if rule.startswith(tuple(NEVER_WAIVED)))
    assert voices["AE-01"] is Voice.ALONE, "an event is relayed whatever the reader thinks of its wording"
    assert voice_of("FDA-01", "FDA-01/status-for-use") is Voice.ALONE, (
        "a label is right however often the rule was wrong"
    )
    assert voice_of("SUPL-01", "SUPL-01/never-counted") is Voice.ALONE


def test_a_patients_event_is_held_although_the_rest_of_the_mail_is_harmless() -> None:
    text = f"{HONEST} One lady on our capsules collapsed on Friday and was taken to hospital. {HONEST}"
    assert any(f.check_id == "AE-01" and f.severity > Severity.WARN for f in judged(text).findings)


@pytest.mark.parametrize(
    ("check_id", "record", "score", "speaks"),
    [
        ("SUPL-01", 0.97, 0.20, True),
        ("SUPL-01", 0.93, 0.02, False),
        ("SUPL-01", 0.50, 0.60, False),
        ("SUPL-01", 0.50, 0.75, True),
        ("AE-01", 0.95, 0.01, True),
        ("AE-01", 0.60, 0.31, True),
        ("AE-01", 0.60, 0.25, False),
        ("AE-01", 0.60, 0.05, False),
    ],
)
def test_rule_and_scorer_are_two_witnesses(
    monkeypatch: pytest.MonkeyPatch, check_id: str, record: float, score: float, speaks: bool
) -> None:
    monkeypatch.setattr(weighing, "records", lambda: {f"{check_id}/invented": record})
    monkeypatch.setattr(weighing, "windows_of", lambda _case: (Window(0, len(HONEST), score),))
    monkeypatch.setattr(weighing, "read_by_both", lambda _case: False)
    context = Context(mode=Mode.PROMOTIONAL, profile=Profile.SCREEN, jurisdiction="US")
    case = Case(draft_from_text(HONEST), HONEST, (), {}, (), context, NOW)
    found = Finding(
        check_id=check_id,
        severity=Severity.REVIEW,
        start=0,
        end=9,
        quote=HONEST[:9],
        reason="r",
        rule=f"{check_id}/invented",
    )
    (weighed,) = weighing.weigh([found], case)
    assert weighed.severity is (Severity.REVIEW if speaks else Severity.WARN), "what is not borne out stays visible"
    assert weighed.signal is not speaks


def test_training_twice_gives_the_same_weights() -> None:
    pytest.importorskip("sklearn")
    from eval.scorer_training import Fitted

    texts = [IMPLIED, HONEST, "It works every time.", "Lunch is at noon.", "They will all sleep.", "See section two."]
    grams = [blocks(text) for text in texts] * 5
    labels = [True, False, True, False, True, False] * 5
    one, two = Fitted(grams, labels), Fitted(grams, labels)
    assert (one.weight == two.weight).all()
    assert one.scores(grams)[0] > one.scores(grams)[1]


@pytest.mark.parametrize(
    "bad", ["Our oil cures epilepsy.", "Take 20 mg of our oil every night.", "It is completely safe with chemotherapy."]
)
def test_harmless_sentences_around_it_do_not_release_a_bad_one(bad: str) -> None:
    around = "Parking is free behind the building and lunch is served at noon in room 4. The agenda lists three talks."
    for text in (bad, f"{bad} {around}", f"{around} {bad}"):
        assert judged(text).decision is Decision.BLOCK


@pytest.mark.parametrize(("name", "content"), [("card.json", "{}"), ("card.json", "no json"), ("weights.bin", None)])
def test_a_broken_model_says_so(tmp_path: Path, name: str, content: str | None) -> None:
    for file in (files("guardrails") / "data" / "scorer").iterdir():
        if file.name in ("card.json", "weights.bin"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    assert read_model(tmp_path).least == load_model().least
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(RuleDataInvalid, match="data/scorer cannot be read"):
        read_model(tmp_path)


SENTENCE = (
    "The nurse wrote down how the night had been and what the patient said about it in the morning, word for word."
)
LONG = SENTENCE.replace(",", ", and so on," * 25, 1)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (" \n", []),
        (f"{HONEST} {IMPLIED}", [f"{HONEST} {IMPLIED}"]),
        (" ".join([SENTENCE] * 5), [" ".join([SENTENCE] * 3)] * 3),
        ("\n".join([" ".join([SENTENCE] * 2)] * 2 + [SENTENCE]), [" ".join([SENTENCE] * 2)] * 2 + [SENTENCE]),
        (" ".join([SENTENCE, LONG, SENTENCE]), [SENTENCE, LONG, SENTENCE]),
    ],
)
def test_a_long_text_is_read_in_runs_of_its_sentences(text: str, whole: list[str]) -> None:
    """A short text is one stretch; runs keep to their paragraph and to what the model was fitted on; each sentence is read."""
    case = build_case(draft_from_text(text), {}, (), Context(), NOW)
    windows = windows_of(case)
    assert [text[w.start : w.end] for w in windows if not w.torn] == whole
    read = {(w.start, w.end) for w in windows}
    assert all((s.start, s.end) in read for s in case.sentences if len(case.sentences) > 1 and s.text.strip())


@pytest.mark.parametrize(("logit", "torn"), [(-4.0, False), (-2.5, True), (3.0, True), (None, True)])
def test_a_sentence_is_torn_from_no_short_text_in_which_the_second_reader_finds_nothing(
    monkeypatch: pytest.MonkeyPatch, logit: float | None, torn: bool
) -> None:
    """ "He will eat by Friday, he said. We can't promise that.": what a sentence means, the next may tell."""
    monkeypatch.setattr(windows, "second_logit", lambda _text: logit)
    case = build_case(draft_from_text(f"{IMPLIED} {HONEST}"), {}, (), Context(), NOW)
    assert any(w.torn and not w.calm for w in windows_of(case)) is torn
    assert any(w.torn for w in windows_of(case))
    long = build_case(draft_from_text(" ".join([SENTENCE] * 5)), {}, (), Context(), NOW)
    assert not any(w.calm for w in windows_of(long))


CLAIMS = (
    "Verdanol cures cancer.",
    "Our oil has no side effects.",
    "It works for neuropathy too.",
    "Start her on two capsules tonight.",
)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("text", ["{honest} {claim} {other}", "{claim} {honest} {other}", "{honest} {other} {claim}"])
def test_a_claim_between_honest_sentences_on_other_matters_is_held(claim: str, text: str) -> None:
    other = "The label lists somnolence and dizziness among common reactions."
    assert judged(text.format(honest=HONEST, claim=claim, other=other)).decision is not Decision.RELEASE


@pytest.mark.parametrize(
    ("sentence", "score", "held"),
    [
        ("He will eat again by Friday.", 0.97, True),
        ("He will eat again by Friday.", 0.90, False),
        ("Will he eat again by Friday?", 0.97, False),
        ("The nurse asked whether he will eat again.", 0.97, False),
    ],
)
def test_harmless_sentences_do_not_hide_one_that_is_sure(
    monkeypatch: pytest.MonkeyPatch, sentence: str, score: float, held: bool
) -> None:
    text = f"{sentence} The room is booked from noon."
    case = build_case(draft_from_text(text), {}, (), Context(mode=Mode.PROMOTIONAL), NOW)
    windows = (Window(0, len(text), 0.1), Window(0, len(sentence), score, torn=True))
    monkeypatch.setattr(learned, "windows_of", lambda _case: windows)
    assert bool(list(learned.CHECK.run(case))) is held


def test_a_grave_rule_may_rest_on_a_sentence_that_is_sure_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "records", lambda: {"SAFE-01/invented": 0.6})
    context = Context(mode=Mode.PROMOTIONAL, profile=Profile.SCREEN, jurisdiction="US")
    case = Case(draft_from_text(HONEST), HONEST, (), {}, (), context, NOW)
    found = Finding(
        check_id="SAFE-01",
        severity=Severity.BLOCK,
        start=0,
        end=9,
        quote=HONEST[:9],
        reason="r",
        rule="SAFE-01/invented",
    )
    for score, expected in ((0.92, Severity.BLOCK), (0.8, Severity.WARN)):
        windows = (Window(0, len(HONEST), 0.1), Window(0, 9, score, torn=True))
        monkeypatch.setattr(weighing, "windows_of", lambda _case, w=windows: w)
        assert weighing.weigh([found], case)[0].severity is expected


@pytest.mark.parametrize(
    ("second", "severity", "held"),
    [("COMP-01", Severity.REWRITE, True), ("COMP-01", Severity.WARN, False), ("SAFE-01", Severity.REWRITE, False)],
)
def test_two_checks_bear_a_torn_sentence_out_where_the_reader_is_less_sure(
    monkeypatch: pytest.MonkeyPatch, second: str, severity: Severity, held: bool
) -> None:
    """The second has to be another check, and an objection."""
    monkeypatch.setattr(weighing, "records", lambda: {"SAFE-01/invented": 0.8, f"{second}/other": 0.5})
    monkeypatch.setattr(weighing, "overstated", lambda: 1.74)
    monkeypatch.setattr(weighing, "read_by_both", lambda _case: False)
    context = Context(mode=Mode.PROMOTIONAL, profile=Profile.SCREEN, jurisdiction="US")
    case = Case(draft_from_text(HONEST), HONEST, (), {}, (), context, NOW)
    windows = (Window(0, len(HONEST), 0.1), Window(0, 9, 0.7, torn=True))
    monkeypatch.setattr(weighing, "windows_of", lambda _case: windows)
    grave = Finding("SAFE-01", Severity.BLOCK, 0, 9, HONEST[:9], "r", rule="SAFE-01/invented")
    other = Finding(second, severity, 0, 9, HONEST[:9], "r", rule=f"{second}/other")
    weighed = weighing.weigh([grave, other], case)
    assert (weighed[0].severity is Severity.BLOCK) is held


@pytest.mark.parametrize(
    ("sentence", "silent"),
    [
        ("All insurers pay for it without questions now.", False),
        ("Nobody has asked for rescue tablets since the oil came.", False),
        ("She asked whether insurers pay for it.", True),
        ("He asks for a paper on rescue tablets.", True),
    ],
)
def test_only_a_question_that_is_asked_disowns_a_torn_sentence(sentence: str, silent: bool) -> None:
    case = build_case(draft_from_text(f"Budget is due Friday. {sentence}"), {}, (), Context(mode=Mode.PROMOTIONAL), NOW)
    start = case.text.index(sentence)
    window = Window(start, len(case.text), 0.99, torn=True)
    assert learned._disowned(window, Overlaps(case.sentences), case) is silent
