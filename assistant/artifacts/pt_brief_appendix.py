"""Part 17 of a P&T brief: slides, likely questions, and the six domains of a formulary checklist with what is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.artifacts.checklist import ANSWERED, DOMAINS, state_of
from assistant.artifacts.parts import FactBook, say, table
from assistant.artifacts.pt_brief_parts import own_records
from assistant.material import BriefMaterial
from guardrails import Block, Line

_SLIDES = (
    ("request and sponsor", "1, 2"),
    ("label", "3, 5"),
    ("label study with its harms", "7, 9"),
    ("class evidence, one study a slide", "7"),
    ("guideline", "8"),
    ("safety", "9"),
    ("alternatives, cost, operations", "11, 12, 13"),
    ("options and monitoring", "14, 15"),
)


def appendix(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Slides, questions and answers, coverage."""
    slides = "; ".join(f"{name} ({part})" for name, part in _SLIDES)
    yield facts.line(f"{slides}.", lead="Slides, by part:")
    yield say("Likely questions:")
    yield table(("Question", "Answer"), list(_answers(m, facts)))
    yield say("Formulary checklist, eight questions in each of six domains:")
    yield table(("Domain", "Answered here", "Open"), [_domain(name, m, facts) for name in DOMAINS])


def _answers(m: BriefMaterial, facts: FactBook) -> Iterator[tuple[Line | str, Line | str]]:
    """What committees ask and no heading answers; for interactions, guidelines and cost there are parts of those names."""
    name = m.product.names[0].title()
    yield (
        "Is the product's own study published?",
        facts.line(f"Not in this library: {own_records(m)} of {m.pack.log.searched} records are on {name}."),
    )
    studied = m.label is not None and m.label.get("14") is not None
    yield (
        "Who was excluded from the label study?",
        facts.line("The first row of part 7 says so." if studied else "Not in the label snapshot."),
    )
    yield (
        "Is it compared with others of its class?",
        facts.line("No head-to-head trial in the library; part 11 has the labels."),
    )


def _domain(name: str, m: BriefMaterial, facts: FactBook) -> tuple[Line, Line, Line]:
    """How many are answered; the answered ones by part, the others by why they are open."""
    questions = DOMAINS[name]
    states = [state_of(question, m) for question in questions]
    answered = [(q.words, f"part {q.part}") for q, state in zip(questions, states, strict=True) if state == ANSWERED]
    left = [(q.words, state) for q, state in zip(questions, states, strict=True) if state != ANSWERED]
    count = f"{name}: {len(answered)} of {len(questions)} answered"
    return facts.line(count), facts.line(_grouped(answered)), facts.line(_grouped(left))


def _grouped(entries: Sequence[tuple[str, str]]) -> str:
    """`part 3: a, b; part 8: c`."""
    groups: dict[str, list[str]] = {}
    for words, group in entries:
        groups.setdefault(group, []).append(words)
    return "; ".join(f"{group}: {', '.join(words)}" for group, words in groups.items()) or "none"
