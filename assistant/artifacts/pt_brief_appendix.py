"""Part 17 of a P&T brief: slides, likely questions, and the six domains of a formulary checklist with what is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.artifacts.checklist import ANSWERED, DOMAINS, state_of
from assistant.artifacts.parts import FactBook, say, table
from assistant.artifacts.pt_brief_parts import own_records
from assistant.material import BriefMaterial
from guardrails import Block, Line

_SLIDES = (
    ("Question, sponsor, request", "1, 2"),
    ("Label: who is labeled and who is not", "3, 5"),
    ("Label study: result and harms on one slide", "7, 9"),
    ("Class evidence, one study a slide; findings of no difference", "7"),
    ("Guideline position", "8"),
    ("Safety, interactions, misuse potential", "9"),
    ("Alternatives, cost, operations", "11, 12, 13"),
    ("Options and monitoring, no vote", "14, 15"),
)


def appendix(m: BriefMaterial, facts: FactBook) -> Iterator[Block]:
    """Slides, questions and answers, coverage."""
    slides = "; ".join(f"{name} ({part})" for name, part in _SLIDES)
    yield facts.line(f"{slides}.", lead="Slides, and the parts they draw on:")
    yield say("Likely questions:")
    yield table(("Question", "Answer"), list(_answers(m, facts)))
    yield say("Formulary checklist, eight questions in each of six domains:")
    yield table(("Domain", "Answered here", "Open"), [_domain(name, m, facts) for name in DOMAINS])


def _answers(m: BriefMaterial, facts: FactBook) -> Iterator[tuple[Line | str, Line | str]]:
    name = m.product.names[0].title()
    own = own_records(m)
    yield (
        "Is the product's own study published?",
        facts.line(f"{own} records on {name} among {m.pack.log.searched} in the library; part 6."),
    )
    for question, number, part in (("Who was excluded from the label study?", "14", 7), ("Does it interact?", "7", 9)):
        known = m.label is not None and m.label.get(number) is not None
        yield question, facts.line(f"Part {part}, as the label has it." if known else "Not in the label snapshot.")
    yield (
        "Is there a comparison with other products of the class?",
        facts.line("No head-to-head trial of the product in the library; part 11 sets labels side by side."),
    )
    bodies = ", ".join(p.name for p in m.guidelines)
    yield (
        "What do guidelines say?",
        facts.line(f"{bodies}; part 8." if bodies else "No guideline on it in the library."),
    )
    yield "What does it cost?", facts.line("No data; part 12.")


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
