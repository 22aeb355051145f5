"""The MSL's answer to a question: bottom line, evidence, contrary evidence, limits, search, unknown, titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.artifacts.parts import FactBook, day_words, say
from assistant.domain import Asker, Company, DraftedAnswer, EvidenceItem, EvidencePack
from guardrails import Draft, Line, Mode, Section, StatementKind
from ingest import TextOrigin

REACTIVE = "Prepared in reply to a logged question, for the requester; not for promotion or onward use."
PROACTIVE = "Scientific information on published evidence; not for promotion or onward use."
OWN_READING = "For your own reading. Not for a clinician before a request is logged or a reviewer has signed."
_MAX_TERMS = 6
DIGEST_FOOTER = "“Digest” means read as our own-words digest, not the abstract."


def answer_draft(
    draft_id: str, asker: Asker, pack: EvidencePack, answer: DraftedAnswer, company: Company | None
) -> tuple[Draft, FactBook]:
    """The document and the facts it states. Sections that have nothing to say are left out, except the required ones."""
    facts = FactBook(f"answer-{draft_id}", "What was asked and searched")
    sections = [
        _section("asked", "Question", (_asked(asker, pack, facts),)),
        _section("bottom_line", "Bottom line", tuple(Line(statements=(s,)) for s in answer.bottom_line)),
        _section("evidence", "Evidence", answer.evidence, required=False),
        _section("contrary", "Contrary evidence", answer.contrary, required=False),
        _section("limits", "Limits", answer.limits, required=False),
        _section("searched", "Searched", searched_lines(pack, facts)),
        _section("unknown", "Unknown", answer.unknown, required=False),
        _section("titles", "By title", title_lines(pack.items, facts), required=False),
    ]
    if company:
        sections.append(_section("disclosure", "Who is speaking", company_lines(company, facts)))
    draft = Draft(
        draft_id=draft_id,
        artifact="answer",
        title="Answer to a question",
        sections=tuple(s for s in sections if s.blocks),
        banner=REACTIVE if asker.request else PROACTIVE,
        footer=DIGEST_FOOTER if any(i.evidence.origin == "digest" for i in pack.items) else "",
    )
    return draft, facts


def _section(section_id: str, title: str, lines: Sequence[Line], required: bool = True) -> Section:
    return Section(section_id=section_id, title=title, blocks=tuple(lines), required=required)


def _asked(asker: Asker, pack: EvidencePack, facts: FactBook) -> Line:
    request = asker.request
    if request is None:
        return facts.asked(f"“{pack.query.text}”", style="quote", lead="Asked:")
    origin = f"{request.request_id}, {day_words(request.asked_on)}, {request.origin}"
    return facts.asked(f"“{request.text}” ({origin})", style="quote", lead="Asked:")


def searched_lines(pack: EvidencePack, facts: FactBook) -> tuple[Line, ...]:
    """The honest denominator: searched, matched, used, set aside, excluded, newest."""
    method, *rest = method_lines(pack, facts)
    return (method, *_found_lines(pack, facts), *rest)


def method_lines(pack: EvidencePack, facts: FactBook) -> tuple[Line, ...]:
    """How was searched, and what was left out; without the counts of what was found."""
    log = pack.log
    parts = [f"{log.searched} records searched for {_listed(log.terms) or 'the words of the question'}"]
    parts.append(f"{log.matched} matched, {log.used} used")
    parts += [f"{count} set aside ({reason})" for reason, count in log.set_aside]
    lines = [facts.line(f"Search {log.search_id} of library snapshot {log.snapshot_id}: {'; '.join(parts)}.")]
    for stored in pack.excluded:
        name = f"PMID {stored.article.pmid}" if stored.article.pmid else stored.article.title
        lines.append(facts.line(f"Left out and not used: {name}, {_state(stored.integrity.value)}."))
    if log.words_only:
        lines.append(facts.line("Meaning search was off, its model is missing; word search was used."))
    return tuple(lines)


def _found_lines(pack: EvidencePack, facts: FactBook) -> Iterator[Line]:
    if not pack.items:
        return
    people = sum(i.evidence.species in ("human", "mixed") for i in pack.items)
    randomized = sum(i.evidence.design == "randomized trial" for i in pack.items)
    origins = Counter(i.evidence.origin for i in pack.items)
    read = [f"{origins[o]} read as {o}" for o in ("abstract", "digest", "label") if origins[o]]
    years = [i.evidence.year for i in pack.items if i.evidence.year]
    newest = f"; newest {max(years)}" if years else ""
    yield facts.line(
        f"Of the records used ({len(pack.items)}): {people} in people, {randomized} randomized, {', '.join(read)}{newest}."
    )


def _state(integrity: str) -> str:
    return {"retracted": "retracted", "concern": "under an expression of concern", "withdrawn": "withdrawn"}.get(
        integrity, integrity
    )


def _listed(terms: Sequence[str]) -> str:
    more = len(terms) - _MAX_TERMS
    return ", ".join(terms[:_MAX_TERMS]) + (f" and {more} further terms" if more > 0 else "")


def title_lines(items: Sequence[EvidenceItem], facts: FactBook) -> tuple[Line, ...]:
    """Titles of records that have no confirmed PMID: they are cited by title."""
    lines = []
    for item in items:
        article = item.record.article
        if article.pmid is None and article.kind != "label":
            year = f" {article.year}" if article.year else ""
            author = article.authors[0].name if article.authors else "Author not in the record"
            journal = f" {article.journal}{year}." if article.journal else f"{year}."
            named = f"“{article.title.rstrip('.')}”.{journal}"
            if article.text_origin is TextOrigin.DOCUMENT:
                version = f" Version {article.issue}." if article.issue else ""
                lines.append(facts.line(f"{named}{version}", style="bullet"))
            else:
                lines.append(facts.line(f"{author}. {named} PMID not confirmed.", style="bullet"))
    return tuple(lines)


def company_lines(company: Company, facts: FactBook) -> tuple[Line, ...]:
    """Who writes, what it sells, where an adverse event goes."""
    lines = [facts.line(company.disclosure), facts.line(f"Adverse events and complaints: {company.safety_contact}.")]
    if company.fictional:
        lines.append(say("The company and its people are invented; the publications are real."))
    return tuple(lines)


BACKGROUND = "background"
"""Id of the section that never leaves."""
BACKGROUND_BANNER = "BACKGROUND, NOT FOR CUSTOMERS. Do not read out, forward, print or export."
HAND_OFF = (
    "That is a question for our medical team. I will pass on your exact words, and they will reply to you directly."
)


def background_section(answer: DraftedAnswer) -> Section:
    """The same evidence for an account manager's own reading: internal, class-level, not for customers."""
    lines = [say(BACKGROUND_BANNER, StatementKind.LOGISTICS, "note")]
    lines += [Line(statements=(s,), style="bullet") for s in answer.bottom_line]
    lines += [line for line in answer.evidence if line.statements[0] not in answer.bottom_line][:6]
    return Section(BACKGROUND, "Background for you", tuple(lines), required=False, mode=Mode.INTERNAL)
