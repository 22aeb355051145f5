"""The sections of a call pack, one function each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from assistant.artifacts.parts import FactBook, bullets, day_words, listed, say, spoken_name, table
from assistant.domain import Person
from assistant.material import CallMaterial, SayUnit
from guardrails import Block, Line, Mode, Section, Statement, StatementKind, Table


def _words(value: str) -> str:
    return "e-mail" if value == "email" else value.replace("_", " ")


def title(m: CallMaterial) -> str:
    """Who and when."""
    who = listed([spoken_name(p.name) for p in m.attendees]) or m.account.name
    return f"Call pack: {who}, {m.meeting.start:%A}, {day_words(m.meeting.start)}, {m.meeting.start:%H:%M}"


def banner(m: CallMaterial) -> str:
    """What may be said and what may not leave the reader's hands."""
    text = "Lines marked SAY are approved wording and may be spoken; all else is background for the account manager."
    return text + (
        " Company, product, people and account are invented; the publications are real." if m.company.fictional else ""
    )


def header(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """Account, attendees, setting, jurisdiction, product."""
    who = "; ".join(_person_line(p) for p in m.attendees) or "no attendee in the record, or none left"
    rows = [
        (
            "Account",
            f"{m.account.name}, {m.account.jurisdiction}; tier {m.account.tier}; phase: {_words(m.account.phase)}",
        ),
        ("Attendees", f"{who}; {_owner(m)}"),
        ("Setting", f"{_words(m.meeting.channel)}, {m.meeting.minutes} minutes; no meal, no samples"),
        ("Jurisdiction", m.account.jurisdiction),
        ("Topic", m.meeting.topic),
    ]
    if m.product:
        label = f", label {m.label_id}" if m.label_id else ""
        only = ", on label only" if m.label_id and m.units else ""
        rows.append(("Product", f"{m.product.names[0].title()}{label}{only}"))
    yield table(("Field", "Entry"), [(name, facts.line(value)) for name, value in rows])
    for person in m.left_out:
        when = f" on {day_words(person.consent_withdrawn)}" if person.consent_withdrawn else ""
        yield facts.line(f"{person.name} withdrew consent{when} and was left out of this plan.", "note", "Warning:")


def _owner(m: CallMaterial) -> str:
    """Name and standing of who makes the call; the standing alone where no name was given."""
    return m.owner if m.owner.lower() == m.standing else f"{m.owner}, {m.standing}"


def _person_line(person: Person) -> str:
    return f"{person.name}, {_words(person.role)}" + (f" ({person.focus})" if person.focus else "")


def objectives(m: CallMaterial) -> Iterator[Block]:
    """One for information, one for action, each with its time."""
    who = listed([spoken_name(p.name) for p in m.attendees]) or "the listener"
    end = f"by {m.meeting.start + timedelta(minutes=m.meeting.minutes):%H:%M} {who} can state"
    if m.product and m.units:
        name = m.product.names[0].title()
        yield say(
            f"{end} who {name} is labeled for, who is not, and the most common reactions.",
            style="bullet",
            lead="Information:",
        )
    else:
        yield say(
            f"{end} whom to ask, and that the answer comes from Medical.",
            style="bullet",
            lead="Information:",
        )
    yield say(f"before you leave, {who} sets or declines a date for the next contact.", style="bullet", lead="Action:")


def profile(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """Practice, stance, consent, formulary, protocol, gaps."""
    for person in m.attendees:
        yield facts.line(
            f"{person.name}: {person.focus or 'focus not in the record'}; influence "
            f"{f'{person.influence} of 5' if person.influence else 'not in the record'}; stance: {person.stance or 'not in the record'}; "
            f"consent: visits {_yes(person.consent_visit)}, e-mail {_yes(person.consent_email)}.",
            "bullet",
        )
    formulary = ", ".join(f"{k.title()} {_words(v)}" for k, v in m.account.formulary) or "not in the record"
    committee = f"; P&T meets {day_words(m.account.pt_next)}" if m.account.pt_next else "; no P&T date in the record"
    yield facts.line(f"{formulary}{committee}.", "bullet", "Formulary:")
    yield facts.line(m.phase, "bullet", "Phase:")
    for text in m.mismatches:
        yield facts.line(text, "bullet", "Does not fit the phase:")
    if m.account.decision_process:
        yield facts.line(m.account.decision_process, "bullet", "Decision process:")
    yield facts.line(m.protocol or "No protocol note in the record.", "bullet", "Protocol:")
    for gap in m.stakeholder_gaps or ("None known.",):
        yield facts.line(gap, "bullet", "Stakeholder gap:")


def _yes(value: bool | None) -> str:
    return "not in the record" if value is None else "yes" if value else "no"


def history(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """Promises first, then what happened."""
    if m.commitments:
        rows = [
            (
                facts.line(c.text),
                facts.line(c.owner),
                facts.line(c.due.isoformat()),
                facts.line(_due_state(c.status, c.due < m.now.date())),
            )
            for c, _ in m.commitments
        ]
        yield table(("Promise", "Owner", "Due", "Status"), rows)
    else:
        yield facts.line("No open promise in the record.", lead="Promises:")
    rows = [
        (
            facts.line(f"{i.on.isoformat()}, {_words(i.channel)}"),
            facts.line(i.note or "no note"),
            facts.line(", ".join(i.told) or "nothing recorded"),
            Line(
                statements=(
                    facts.statement("; ".join(f"“{q.text}” ({q.handled})" for q in i.questions) or "nothing recorded"),
                ),
                style="quote",
            ),
        )
        for i in m.interactions
    ]
    if rows:
        yield table(("Date", "What happened", "Told", "Asked"), rows)
    else:
        yield facts.line("No earlier contact with these people in the record.")


def _due_state(status: str, past: bool) -> str:
    if not past or status in ("sent", "done"):
        return status
    return "overdue: settle it first" if status == "overdue" else f"{status}, overdue: settle it first"


def changed(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """Evidence, wording, account."""
    for text in m.changes or ("No change in evidence, wording or account is recorded.",):
        yield facts.line(text, "bullet")


def agenda(m: CallMaterial) -> Iterator[Block]:
    """Time boxes that add up to the meeting."""
    # Shares of the time, each with a floor: a phone call of ten minutes still needs a thanks and a next step.
    total = m.meeting.minutes
    opening, listen = max(2, total // 10), max(3, total // 4)
    close = max(3, total // 5)
    middle = max(1, total - opening - listen - close)
    cells, start = [], 0
    for length, what in (
        (opening, "Thanks; open promises first"),
        (listen, "Questions; listen"),
        (middle, "Key messages, each card whole, safety included" if m.units else "Hand-off to Medical"),
        (close, "Open questions, hand-offs, next step"),
    ):
        cells.append((f"{start}-{start + length}", what))
        start += length
    yield table(("Minutes", "Item"), cells)


def questions(m: CallMaterial) -> Iterator[Block]:
    """Questions that ask and assert nothing."""
    yield say(
        "“When you last revised this part of your protocol, what led to the change?”", lead="Opening:", style="bullet"
    )
    yield from bullets(
        (
            "“Which regimen do you follow today?”",
            "“How are symptoms and rescue use recorded between visits?”",
            "“Who reviews a protocol change here?”",
            "“What would your team need to know before a sedating medicine enters an order set?”",
        )[: m.probing]
    )


def messages_intro(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """What the cards rest on, and what may not be said now."""
    if m.units:
        yield say("Approved wording only. Each card is read whole, with nothing between its lines.")
        yield unit_table(m.units, facts)
    else:
        yield say(
            "No approved line is in force for this topic, product, person and place. Route the question; say nothing else."
        )
    for claim in m.withheld:
        yield facts.line(f"{claim.key}: {claim.reason}", "note", "Withheld:")


def unit_table(units: Sequence[SayUnit], facts: FactBook, first: int = 1) -> Table:
    """Claim versions, expiry and sources of each SAY card: for the speaker, not to be read out."""
    rows = []
    for number, unit in enumerate(units, first):
        keys = "; ".join(f"{c.key}, to {c.expires}" for c in unit.claims)
        rows.append(
            (
                f"Card {number}",
                facts.line(f"{unit.pillar}; certainty: {unit.certainty}"),
                facts.line(keys),
                facts.line(unit.sources or "no source"),
                " ".join(unit.notes) or "none",
            )
        )
    return table(("Card", "Pillar", "Claims", "Sources", "Note"), rows)


def card_section(number: int, unit: SayUnit) -> Section:
    """One SAY card: promotional, approved wording alone."""
    line = Line(statements=unit.statements, style="say", lead="SAY:")
    # Not required: a card that the gate empties is withheld, and the pack stands without it.
    return Section(f"card_{number}", f"Card {number}", (line,), required=False, mode=Mode.PROMOTIONAL)


def balance_intro(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """How benefit and risk stand to each other."""
    if m.units:
        yield say("Benefit is said once; the safety block stands in the same card. Never leave between the two.")
        if m.balance:
            yield unit_table(m.balance, facts, first=len(m.units) + 1)
    else:
        yield say("Nothing is said about benefit, so no safety block is due.")


def anticipated(m: CallMaterial) -> Iterator[Block]:
    """Each question answered from approved wording, or routed."""
    yield table(
        ("They may say", "You"),
        [(Line((_quoted(a.question),), "quote"), ("Route: " if a.route else "") + a.answer) for a in m.anticipated],
    )


def _quoted(text: str) -> Statement:
    return Statement(text=f"“{text}”", kind=StatementKind.CAUTION)


def do_not_say(m: CallMaterial) -> Iterator[Block]:
    """Wording to keep away from, and why."""
    for wording, reason in m.do_not_say:
        yield say(f"“{wording}”: {reason}.", StatementKind.CAUTION, "bullet")


def resources(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """What may be shown and left."""
    for item in m.resources or ("None approved for this topic.",):
        yield facts.line(item, "bullet")


def hand_offs(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """Medical, drug safety, compliance."""
    yield facts.line(
        f"{m.company.medical_contact}: routed questions, the same day, exact words, solicited or not.",
        "bullet",
        "Medical:",
    )
    yield facts.line(
        f"{m.company.safety_contact}: any event, lack of effect or complaint within one business day, on label or not.",
        "bullet",
        "Drug safety:",
    )
    if m.safety_open:
        yield facts.line(
            f"{m.safety_open} possible adverse event from this account is with drug safety; do not discuss it.",
            "bullet",
            "Open:",
        )


def next_step(m: CallMaterial) -> Iterator[Block]:
    """Wanted, fallback, refusal."""
    yield say("a date for the next contact, with its purpose.", style="bullet", lead="Desired:")
    yield say("the name of the person who decides.", style="bullet", lead="Fallback:")
    yield say("record it and ask no more this quarter.", style="bullet", lead="If declined:")


def success(m: CallMaterial) -> Iterator[Block]:
    """What can be ticked afterwards."""
    yield from bullets(
        (
            "Open promises were settled or dated anew.",
            "The safety block was delivered: yes or no." if m.units else "No product was discussed: yes or no.",
            "The call report is saved the same day, with questions verbatim and the adverse-event box answered.",
        )
    )


def basis(m: CallMaterial, facts: FactBook) -> Iterator[Block]:
    """The honest denominator."""
    yield facts.line(m.library_line)
    yield facts.line(m.sources_line)
