"""The default drafter: selects, orders and frames what the records say. No model, no network, same words every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.domain import EXTRACTIVE, Concept, DraftedAnswer, EvidenceItem, EvidencePack, Intent, StudyPoints
from assistant.drafting.citing import cited, search_citation
from assistant.drafting.frames import NOUNS
from assistant.drafting.points import study_points
from guardrails import Context, Evidence, Line, Statement, StatementKind
from ingest import Design, Species

_MAX_BULLETS = 8
_MAX_INDIRECT = 3
_MIN_BULLETS = 4
_MAX_PRECLINICAL = 2
_MAX_CONTRARY = 4
_ORDER = tuple(Design)


class ExtractiveDrafter:
    """Drafts from spans of the evidence alone."""

    name = EXTRACTIVE

    def draft(self, pack: EvidencePack, search: Evidence, context: Context) -> DraftedAnswer:
        """Statements for one pack, strongest evidence first; the same for every context. `search` is evidence for absence."""
        points = [p for item in pack.items if (p := study_points(item, pack.query))]
        if not pack.sufficient or not points:
            return self._abstain(pack, search)
        contrary = [p for p in points if p.item.directness == "contrary"]
        leading = [p for p in points if p not in contrary] or points
        shown = _within(leading)
        return DraftedAnswer(
            bottom_line=self._bottom_line(points, shown, pack, search),
            evidence=tuple(_bullet(p) for p in shown),
            contrary=tuple(_bullet(p) for p in _by_strength(contrary)[:_MAX_CONTRARY]) or (_none(search),),
            limits=_limits([p for p in shown if p.item.directness == "direct"] or shown),
            unknown=_unknown(points, search),
        )

    def _bottom_line(
        self, found: Sequence[StudyPoints], shown: Sequence[StudyPoints], pack: EvidencePack, search: Evidence
    ) -> tuple[Statement, ...]:
        direct = [p for p in shown if p.item.directness == "direct"] or _asked_of_animals(shown, pack) or list(shown)
        human = [p for p in direct if _in_people(p)]
        # The library is counted, not what an answer has room for: a brief lists them all.
        held = [p for p in found if p.item.directness in ("direct", "contrary")]
        lines = [_count_line(_by_strength(held) or direct, pack, search)]
        lead = _main_finding(human or list(shown))
        lines.append(lead.main)
        if pack.query.intent is Intent.INTERACTION:
            return (*lines, *_other_partners(human, lead, pack, search))
        newest = max(human, key=lambda p: p.item.record.article.year or 0, default=lead)
        if newest is not lead and _design(newest) in (Design.RCT, Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW):
            lines.append(newest.main)
        guideline = next((p for p in human if _design(p) is Design.GUIDELINE and p is not lead), None)
        if guideline:
            lines.append(guideline.main)
        return tuple(lines)

    def _abstain(self, pack: EvidencePack, search: Evidence) -> DraftedAnswer:
        log = pack.log
        first = cited(
            f"Not enough evidence to answer: {pack.reason or 'no record in this library reports on it in people'}. "
            f"{log.searched} records were searched",
            [f"search {log.search_id}"],
            [search_citation(search)],
            StatementKind.ABSENCE,
        )
        nearest = [p for item in pack.nearest[:2] if (p := study_points(item, pack.query))]
        return DraftedAnswer(
            bottom_line=(first,),
            evidence=tuple(_named_only(p) for p in nearest),
            contrary=(),
            limits=(),
            unknown=(),
        )


def _design(point: StudyPoints) -> Design:
    return point.item.record.classification.design


def _in_people(point: StudyPoints) -> bool:
    kind = point.item.record.classification
    return kind.species in (Species.HUMAN, Species.MIXED) and kind.design is not Design.LABORATORY


def _by_strength(points: Sequence[StudyPoints]) -> list[StudyPoints]:
    """Label or guideline, review, randomized, other human, preclinical; newer first inside a level."""

    def key(point: StudyPoints) -> tuple[bool, int, int, int]:
        year = point.item.record.article.year or 0
        return (not _in_people(point), _ORDER.index(_design(point)), -year, point.item.rank)

    return sorted(points, key=key)


def _other_partners(
    points: Sequence[StudyPoints], lead: StudyPoints, pack: EvidencePack, search: Evidence
) -> tuple[Statement, ...]:
    """For each medicine or agent asked about that the leading study does not name: its study, or that there is none."""
    told, lines = [lead], list[Statement]()
    agents = [c for c in pack.query.concepts if c.concept_id.startswith("agent.")]
    # A single agent may be the class, which no study names: what was found on a member of it answers for it.
    asked = [
        *(agents if len(agents) > 1 else ()),
        *(c for c in pack.query.concepts if c.concept_id.startswith("medicine.")),
    ]
    for concept in asked:
        if any(_names(p, concept) for p in told):
            continue
        found = next((p for p in _by_strength(points) if _names(p, concept)), None)
        if found:
            told.append(found)
            lines.append(found.main)
        else:
            lines.append(_not_reported(concept, pack, search))
    return tuple(lines)


def _names(point: StudyPoints, concept: Concept) -> bool:
    text = f"{point.item.record.article.title} {point.main.text}".lower()
    return any(term.lower() in text for term in (concept.surface, *concept.terms))


def _not_reported(concept: Concept, pack: EvidencePack, search: Evidence) -> Statement:
    return cited(
        f"No study in people on {concept.surface} was found on this question in this library",
        [f"search {pack.log.search_id}"],
        [search_citation(search)],
        StatementKind.ABSENCE,
    )


def _asked_of_animals(shown: Sequence[StudyPoints], pack: EvidencePack) -> list[StudyPoints]:
    """For a question about a mechanism, preclinical studies may lead the answer."""
    if pack.query.intent is not Intent.MECHANISM:
        return []
    return [p for p in shown if p.item.directness == "preclinical"]


def _within(points: Sequence[StudyPoints]) -> list[StudyPoints]:
    """What an answer has room for: the best-ranked studies in people, then a few preclinical ones, each in its order."""
    by_rank = sorted(points, key=lambda p: (p.item.directness != "direct", p.item.rank))
    people = [p for p in by_rank if _in_people(p)]
    direct = [p for p in people if p.item.directness == "direct"][:_MAX_BULLETS]
    room = max(_MAX_INDIRECT, _MIN_BULLETS - len(direct))
    human = [*direct, *[p for p in people if p not in direct][: min(room, _MAX_BULLETS - len(direct))]]
    other = [p for p in by_rank if not _in_people(p)][:_MAX_PRECLINICAL]
    return [*_by_strength(human), *_by_strength(other)]


def _main_finding(points: Sequence[StudyPoints]) -> StudyPoints:
    """The study that leads the answer: best rank among those that report results of their own or pooled ones."""
    reporting = [p for p in points if _design(p) not in (Design.GUIDELINE, Design.LABEL)] or list(points)
    return min(reporting, key=lambda p: (p.item.directness != "direct", p.item.rank))


def _bullet(point: StudyPoints) -> Line:
    close = point.item.directness in ("direct", "contrary")
    statements = (point.main, *point.more[:1], *point.harms[:1]) if close else (point.main,)
    indirect = ", indirect" if point.item.directness in ("indirect", "background") else ""
    return Line(statements=statements, style="bullet", lead=f"{point.kind}{indirect}:")


def _named_only(point: StudyPoints) -> Line:
    """The nearest record of an abstention: what it is, not what it found."""
    article = point.item.record.article
    statement = cited(
        f"Nearest record, which does not answer the question: “{article.title.rstrip('.')}”",
        [point.cite],
        [point.main.citations[0]],
        StatementKind.EVIDENCE,
    )
    return Line(statements=(statement,), style="bullet")


def _none(search: Evidence) -> Line:
    search_id = search.evidence_id.removeprefix("search:")
    statement = cited("None in this library", [f"search {search_id}"], [search_citation(search)], StatementKind.ABSENCE)
    return Line(statements=(statement,), style="bullet")


def _count_line(shown: Sequence[StudyPoints], pack: EvidencePack, search: Evidence) -> Statement:
    counts = Counter(p.kind for p in shown)
    parts = [f"{n} {_plural(kind, n)}" for kind, n in counts.items()]
    years = [p.item.record.article.year for p in shown if p.item.record.article.year]
    newest = f"; the newest is from {max(years)}" if years else ""
    return cited(
        f"This library holds {_join(parts)} on the question{newest}",
        [f"search {pack.log.search_id}"],
        [search_citation(search)],
        StatementKind.ABSENCE,
    )


def _plural(kind: str, n: int) -> str:
    singular, plural = NOUNS[kind]
    return singular if n == 1 else plural


def _join(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _limits(shown: Sequence[StudyPoints]) -> tuple[Line, ...]:
    return tuple(
        Line(statements=point.limits[:2], style="bullet", lead=f"{point.name}:") for point in shown if point.limits
    )[:5]


def _unknown(found: Sequence[StudyPoints], search: Evidence) -> tuple[Line, ...]:
    """Kinds of evidence that nothing found has; what an answer had no room for is found too, and a letter may cite it."""
    held = {_design(p) for p in found}
    missing = []
    if not held & {Design.GUIDELINE}:
        missing.append("a guideline position")
    if not held & {Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW}:
        missing.append("a systematic review")
    if not held & {Design.RCT}:
        missing.append("a randomized trial")
    if not missing:
        return ()
    search_id = search.evidence_id.removeprefix("search:")
    statement = cited(
        f"Not found on this question in this library: {_join(missing)}",
        [f"search {search_id}"],
        [search_citation(search)],
        StatementKind.ABSENCE,
    )
    return (Line(statements=(statement,), style="bullet"),)


def used_items(answer: DraftedAnswer, pack: EvidencePack) -> tuple[EvidenceItem, ...]:
    """The items of the pack that the answer cites, in pack order."""
    lines = (*answer.evidence, *answer.contrary, *answer.limits)
    ids = {c.evidence_id for line in lines for s in line.statements for c in s.citations}
    ids |= {c.evidence_id for s in answer.bottom_line for c in s.citations}
    return tuple(item for item in pack.items if item.evidence.evidence_id in ids)
