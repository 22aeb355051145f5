"""Harm denied, a claim behind its ban, leave from silence, a defect told, a source misnamed: held; honest neighbours are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from guardrails import Context, Decision, Finding, Mode, Severity, check, draft_from_text
from guardrails.domain import Verdict

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
Table = Mapping[str, Mapping[str, Sequence[str]]]


def table(name: str) -> Table:
    loaded: Table = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


DENIED, BANNED, LEAVE = table("denied_harm"), table("banned_then_said"), table("implied_leave")
COMPLAINTS, SOURCE = table("complaints"), table("false_source")
ORDERS, CONTRAST, PERSONS, RELAYS = table("orders"), table("contrast"), table("persons"), table("relays")
CHECKS_OF = {
    "denied": {"SAFE-01"},
    "banned": {"SAFE-01", "CURE-01", "CERT-01"},
    "leave": {"UNAP-01", "FDA-01", "TEST-01"},
    "complaints": {"AE-01"},
    "source": {"UNAP-01", "SAFE-01", "CERT-01", "STAT-01", "FDA-01"},
    "orders": {"SAFE-01", "BAL-01", "CERT-01"},
    "contrast": {"SAFE-01"},
    "persons": {"PHI-01"},
    "relays": {"AE-01"},
}
TABLES = {
    "denied": DENIED,
    "banned": BANNED,
    "leave": LEAVE,
    "complaints": COMPLAINTS,
    "source": SOURCE,
    "orders": ORDERS,
    "contrast": CONTRAST,
    "persons": PERSONS,
    "relays": RELAYS,
}


def judged(text: str, mode: Mode = Mode.PROMOTIONAL) -> Verdict:
    context = Context(mode=mode, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW)


def objections(verdict: Verdict) -> list[Finding]:
    return [f for f in verdict.findings if f.severity > Severity.WARN]


@pytest.mark.parametrize("name", TABLES)
def test_the_bad_lines_are_held_by_a_rule(name: str) -> None:
    missed = [
        text
        for texts in TABLES[name]["held"].values()
        for text in texts
        if CHECKS_OF[name].isdisjoint(f.check_id for f in objections(judged(text)))
    ]
    assert missed == []


@pytest.mark.parametrize("name", TABLES)
def test_no_rule_objects_to_their_honest_neighbours(name: str) -> None:
    """The learned reader is another matter: it may hold a few of them, and is measured elsewhere."""
    honest = [text for texts in TABLES[name]["released"].values() for text in texts]
    verdicts = {text: judged(text) for text in honest}
    found = {text: [f.rule for f in objections(v) if f.check_id != "LRN-01"] for text, v in verdicts.items()}
    assert {text: rules for text, rules in found.items() if rules} == {}
    held = [text for text, verdict in verdicts.items() if verdict.decision is not Decision.RELEASE]
    assert len(held) <= 0.06 * len(honest), held


@pytest.mark.parametrize("mode", list(Mode))
def test_a_relay_is_due_in_every_mode(mode: Mode) -> None:
    texts = RELAYS["held"]["lay"]
    assert [t for t in texts if "AE-01" not in {f.check_id for f in objections(judged(t, mode))}] == []


@pytest.mark.parametrize("mode", list(Mode))
def test_a_denied_harm_is_held_in_every_mode(mode: Mode) -> None:
    assert any(
        f.rule == "SAFE-01/denied-harm" for f in objections(judged("Nabilone does not lower blood pressure.", mode))
    )


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The label says that cannabidiol does not prolong QT.", False),
        ("According to the FDA, cannabidiol does not prolong QT.", True),  # names nothing that could be looked up
        ("The FDA says that cannabidiol does not prolong QT.", False),
        ("The FDA has approved cannabidiol, which does not prolong QT.", True),
        ("FDA-approved cannabidiol does not prolong QT.", True),
    ],
)
def test_an_approval_speaks_for_no_denial(text: str, held: bool) -> None:
    assert any(f.rule == "SAFE-01/denied-harm" for f in objections(judged(text))) is held


def test_a_heading_that_forbids_it_forbids_an_exchange_too() -> None:
    exchange = '- Replace "safe" with "harmless".'
    assert "SAFE-01/swapped-wording" not in [f.rule for f in objections(judged(f"Never do this:\n{exchange}"))]
    assert "SAFE-01/swapped-wording" in [f.rule for f in objections(judged(f"Edits of today:\n{exchange}"))]


def test_the_question_before_decides_what_a_short_answer_denies() -> None:
    rule = "SAFE-01/denied-when-asked"
    assert rule in [f.rule for f in objections(judged("Does it interact with warfarin? It does not."))]
    assert rule in [f.rule for f in objections(judged("Is Verdanol addictive? No, it isn't."))]
    assert rule not in [f.rule for f in objections(judged("Does it contain gluten? It does not."))]


def test_a_question_told_of_is_no_question_that_the_next_cell_answers() -> None:
    answered = "“Does CBD interact with cisplatin?”\tno"
    assert not any(f.rule == "SAFE-01/denied-when-asked" for f in judged(answered).findings)


@pytest.mark.parametrize("name", TABLES)
def test_what_awaits_a_better_reader(name: str) -> None:
    """Rows that the learned reader decides wrongly at present; whoever mends one moves it to its place."""
    awaiting = TABLES[name].get("awaiting", {})
    held = {text: bool(objections(judged(text))) for texts in awaiting.values() for text in texts}
    assert held == {text: kind == "held" for kind, texts in awaiting.items() for text in texts}
