"""What the gate holds of documents made in good faith is counted once a text, and by what it objects to."""

from __future__ import annotations

from assistant import Rooms
from eval.benches.clean import Fate, Taken, clean_outcome
from eval.drafting import drafted
from eval.journal import Journal
from tests.assistant.conftest import AS_OF, demo_home as demo_home, rooms as rooms


def fate(sha256: str, decision: str = "RELEASE", *, routing: bool = False, taken: int = 0) -> Fate:
    held = () if decision == "RELEASE" else ("NUM-01",)
    return Fate(
        "answer",
        "?",
        sha256,
        decision,
        routing,
        held,
        10 - taken,
        tuple(Taken(("CERT-01",), "Words.") for _ in range(taken)),
    )


def test_a_text_counts_once_and_a_signature_is_no_block() -> None:
    fates = [fate("a"), fate("a"), fate("b", "BLOCK"), fate("c", "REVIEW", routing=True), fate("d", taken=2)]
    metrics = {name: score.value for name, score in clean_outcome(fates, 3).metrics.items()}
    assert metrics == {"blocked_rate": 1 / 4, "not_whole_rate": 2 / 4, "withheld_rate": 2 / 40, "signature_rate": 1 / 4}


def test_blocked_and_withheld_are_named_with_the_checks_that_object() -> None:
    outcome = clean_outcome([fate("b", "BLOCK"), fate("d", taken=1)], 0)
    blocked, withheld = outcome.listings
    assert blocked.rows == (("answer", "?", "NUM-01"),)
    assert withheld.rows == (("answer", "CERT-01", "Words."),)
    assert [row[0] for row in outcome.cuts[1].rows] == ["CERT-01"]


def test_nothing_drafted_is_no_perfect_score() -> None:
    assert clean_outcome([], 0).metrics["blocked_rate"].value is None


def test_kinds_take_turns_and_a_journal_spares_drafting_again(rooms: Rooms) -> None:
    questions = ("Does oral THC:CBD reduce chemotherapy-induced nausea and vomiting?",)
    seen: list[object] = []

    class Noted(Journal):
        def remember(self, key: object, make: object) -> object:
            seen.append(key)
            return super().remember(key, make)

    fates, declined = drafted(rooms, AS_OF, questions, 7, Noted(None))
    assert {f.kind for f in fates} == {
        "answer",
        "interaction card",
        "call pack",
        "brief",
        "gap report",
        "e-mail",
        "background",
    }
    assert (len(seen), declined) == (7, 0)
    assert not any(f.blocked for f in fates)
    assert all(f.statements for f in fates)
