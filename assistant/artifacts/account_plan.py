"""Account plan with its stakeholder map: who decides and when, what may be said, what is owed, what could go wrong. Internal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assistant.artifacts.parts import FactBook, day_words, numbered, say, table
from assistant.domain import Account, Commitment, Meeting
from guardrails import Block, Draft, Mode


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """One person of the account, as the plan shows them."""

    name: str
    role: str
    influence: int | None
    stance: str | None
    last: date | None
    owner: str
    gap: str
    """What stands in the way; "" for nothing."""


@dataclass(frozen=True, slots=True)
class PlanMaterial:
    """All that an account plan says."""

    account: Account
    owner: str
    phase: str
    people: tuple[StakeholderRow, ...]
    lines: tuple[tuple[str, str, str], ...]
    """Pillar, claim version and last day of every approved line in force here."""
    promises: tuple[Commitment, ...]
    """Open, most urgent first."""
    meetings: tuple[tuple[Meeting, str], ...]
    """Planned, soonest first, with who is met."""
    risks: tuple[str, ...]
    review_by: date
    review_why: str
    today: date


def account_plan_draft(draft_id: str, m: PlanMaterial) -> tuple[Draft, FactBook]:
    """The plan and the facts it states."""
    facts = FactBook(f"plan-{draft_id}", "Account, contacts and claims")
    parts = (
        ("account", "Account", _account(m, facts)),
        ("objective", "Objective", _objective(m, facts)),
        ("decision", "Decision process and calendar", _decision(m, facts)),
        ("people", "Stakeholders", _people(m, facts)),
        ("pillars", "What may be said here", _pillars(m, facts)),
        ("promises", "Open promises", _promises(m, facts)),
        ("touches", "Touch plan", _touches(m, facts)),
        ("risks", "Risks", _risks(m, facts)),
        ("measures", "Measures and review", _measures(m, facts)),
    )
    sections = numbered(parts, Mode.INTERNAL)
    banner = f"For {m.owner} and the account team, as of {day_words(m.today)}. Not for customers."
    return Draft(draft_id, "account_plan", f"Account plan: {m.account.name}", sections, banner=banner), facts


def _account(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    listed = ", ".join(f"{k.title()} {v.replace('_', ' ')}" for k, v in m.account.formulary) or "not in the record"
    rows = (
        ("Account", f"{m.account.name}, {m.account.jurisdiction}"),
        ("Tier", f"{m.account.tier}; the reason for it is not in the record"),
        ("Phase", m.phase),
        ("Formulary", listed),
        ("Protocol", m.account.protocol_note or "not in the record"),
        ("Owner", m.owner),
    )
    yield table(("Field", "Entry"), [(name, facts.line(value)) for name, value in rows])


def _objective(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    by = f"before the committee meets on {day_words(m.account.pt_next)}" if m.account.pt_next else "by the review"
    yield facts.line(f"the people below know, {by}, what the phase asks for (part 1).", "bullet", "Information:")
    yield facts.line("each open promise is settled by its day.", "bullet", "Action:")


def _decision(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    yield facts.line(m.account.decision_process or "not in the record.", "bullet", "How it is decided:")
    when = f"{day_words(m.account.pt_next)}." if m.account.pt_next else "no date in the record."
    yield facts.line(when, "bullet", "Next P&T meeting:")


def _people(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    if not m.people:
        yield facts.line("No contact at this account is in the record.")
        return
    rows = [
        [
            facts.line(cell)
            for cell in (
                f"{p.name}, {p.role.replace('pt_', 'P&T ').replace('_', ' ')}",
                f"{p.influence} of 5" if p.influence else "not in the record",
                p.stance or "not in the record",
                f"{p.last or 'never'}, {p.owner}",
                p.gap or "none",
            )
        ]
        for p in m.people
    ]
    yield table(("Person, role", "Influence", "Stance", "Last contact, owner", "Gap"), rows)


def _pillars(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    if not m.lines:
        yield facts.line("No approved line is in force here. Questions go to Medical.")
        return
    rows = []
    for (pillar, day), group in groupby(m.lines, key=lambda line: (line[0], line[2])):
        rows.append(
            [
                facts.line("pharmacokinetics" if pillar == "pk" else pillar),
                facts.line(", ".join(key for _, key, _ in group)),
                facts.line(day),
            ]
        )
    yield table(("Pillar", "Approved lines", "In force to"), rows)


def _promises(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    if not m.promises:
        yield facts.line("No open promise is in the record.")
        return
    rows = [(c.text, c.owner, c.due.isoformat(), _standing(c, m.today)) for c in m.promises]
    yield table(("Promise", "Owner", "Due", "Status"), [list(map(facts.line, row)) for row in rows])


def _standing(promise: Commitment, today: date) -> str:
    return f"{promise.status}, overdue" if promise.due < today and promise.status != "overdue" else promise.status


def _touches(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    if not m.meetings:
        yield facts.line("No meeting is planned.")
        return
    rows = [(f"{k.start:%Y-%m-%d %H:%M}", who, k.channel.replace("_", " "), k.topic) for k, who in m.meetings]
    yield table(("When", "Whom", "How", "Topic"), [list(map(facts.line, row)) for row in rows])


def _risks(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    for text in m.risks or ("None is known from the record.",):
        yield facts.line(text, "bullet")


def _measures(m: PlanMaterial, facts: FactBook) -> Iterator[Block]:
    for text in (
        "Promises settled by their day, of all promises.",
        "People met since the last review, of all with consent.",
        "Safety told whenever a benefit was: yes or no in each call report.",
    ):
        yield say(text, style="bullet")
    yield facts.line(f"{day_words(m.review_by)}, {m.review_why}.", "bullet", "Next review:")
