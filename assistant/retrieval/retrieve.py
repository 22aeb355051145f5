"""The graded evidence for a question: found, held against the question, ordered, and logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assistant.domain import EvidenceItem, EvidencePack, Query
from assistant.evidence import evidence_of
from assistant.retrieval.contrary import contrary_ids, contrary_text
from assistant.retrieval.directness import Judge, Judgement, Wanted, wanted
from assistant.retrieval.filters import refusal
from assistant.retrieval.finding import DEPTH, by_headings, find
from assistant.retrieval.fusion import Fused, fuse
from assistant.retrieval.ports import SearchableLibrary
from assistant.retrieval.profile import Profiler
from assistant.retrieval.ranking import order_key
from assistant.retrieval.reasons import rank_reasons
from assistant.retrieval.same_study import report_groups, stands_for, study_groups
from assistant.retrieval.search_log import write_log
from assistant.retrieval.sufficiency import SHARE_OF_SUBJECT, answering, decide
from guardrails import why_set_aside
from ingest import Article, Integrity, Passage, StoredArticle, Vocabulary, load_vocabulary

CANDIDATES = 120
"""Records that are read and held against the question."""
PASSAGES_PER_ARTICLE = 3
_NEAREST = 4
_INDIRECT_AT_MOST = 5
_LABORATORY_KEPT = 2
_INTERNAL = ("policy", "sop")
"""Kinds of document that tell people here what to do; they are searched, and are evidence of nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    record: StoredArticle
    found: Fused
    judgement: Judgement
    laboratory: bool
    question: str
    reports: tuple[str, ...] = ()
    """Other records that are the same report."""
    evidence_order: bool = True

    @property
    def leads(self) -> bool:
        """True if it answers the question rather than standing near it."""
        return self.judgement.directness in answering(self.laboratory)

    @property
    def relevance(self) -> float:
        return 0.4 * self.found.score + 0.6 * self.judgement.coverage

    def key(self) -> tuple[int, int, int, float, str]:
        return order_key(
            self.record,
            self.judgement.directness,
            self.relevance,
            laboratory=self.laboratory,
            by_evidence=self.evidence_order,
        )


def retrieve(
    library: SearchableLibrary,
    query: Query,
    *,
    vocabulary: Vocabulary | None = None,
    profiler: Profiler | None = None,
    search_id: str = "S1",
    evidence_order: bool = True,
    least_shared: float = SHARE_OF_SUBJECT,
) -> EvidencePack:
    """The graded evidence for a query: direct first, the contrary marked, the uncitable left out and listed.

    Args:
        library: What is searched.
        query: From `understand`.
        vocabulary: Concepts; the one shipped with the library if None.
        profiler: Reads records; one shared by all questions on the vocabulary if None.
        search_id: Name of the search in the document it serves.
        evidence_order: Among equally relevant records the stronger kind of study first; False leaves relevance alone.
        least_shared: Operating point of abstention: share of unknown words of the question that a record has to hold.
    """
    words = vocabulary or _shipped_vocabulary()
    want = wanted(query, words)
    candidates, refused = _candidates(library, query, want, words, profiler or _profiler(words))
    if not evidence_order:
        candidates = [replace(c, evidence_order=False) for c in candidates]
    excluded = [c for c in candidates if not c.record.integrity.citable]
    citable, aliases = _one_per_report([c for c in candidates if c.record.integrity.citable])
    citable, planted = _without_planted(_mark_contrary(citable, want), query.limit)
    refused += ["holds orders to a machine; a person has to read it"] * planted
    status = library.status()
    decision = decide(query, want, [(c.record, c.judgement) for c in citable], words, status.articles, least_shared)
    used, aside = _select(citable, query.limit)
    aside += ["another copy of a report"] * aliases
    shut_out = [c for c in excluded if c.judgement.on_topic and c.record.integrity is not Integrity.NOTICE]
    items = _items(library, used)
    log = write_log(
        query,
        status,
        search_id=search_id,
        used=len(items) if decision.sufficient else 0,
        set_aside=[*aside, *refused] if decision.sufficient else [*aside, *refused, *_unused(used)],
        excluded=[c.record.article.article_id for c in shut_out],
    )
    nearest = () if decision.sufficient else _items(library, _near_misses(citable))
    return EvidencePack(
        query=query,
        items=items if decision.sufficient else (),
        log=log,
        sufficient=decision.sufficient,
        reason=decision.reason,
        excluded=tuple(c.record for c in shut_out),
        nearest=nearest,
    )


@cache
def _shipped_vocabulary() -> Vocabulary:
    return load_vocabulary()


@lru_cache(maxsize=4)
def _profiler(vocabulary: Vocabulary) -> Profiler:
    """One memory of profiles per vocabulary, so that later questions do not read the same records again."""
    return Profiler(vocabulary)


def _candidates(
    library: SearchableLibrary, query: Query, want: Wanted, vocabulary: Vocabulary, profiler: Profiler
) -> tuple[list[_Candidate], list[str]]:
    """Records worth reading, with how they bear, and what barred others."""
    fused = {f.article_id: f for f in find(library, query.searched)[:CANDIDATES]}
    texts = (" ".join((query.text, *query.expansion)) if query.expansion else "", contrary_text(query, vocabulary))
    for matches in (*(library.search_words(text, DEPTH) for text in texts if text), by_headings(library, query)):
        for extra in fuse(matches, ())[:CANDIDATES]:
            if extra.article_id not in fused:
                fused[extra.article_id] = replace(extra, score=0.0)
    records = library.articles(list(fused))
    judge = Judge(want, vocabulary)
    kept, refused = [], []
    for article_id, found in fused.items():
        record = records.get(article_id)
        if record is None:
            continue
        judgement = judge.judge(record, profiler.profile(record))
        barred = _barred(record, query)
        if barred is None:
            kept.append(_Candidate(record, found, judgement, want.laboratory, query.text))
        elif judgement.directness != "aside":
            refused.append(barred)
    return kept, refused


def _barred(record: StoredArticle, query: Query) -> str | None:
    """Why a record is no evidence here, whatever it says; None if nothing bars it."""
    if record.article.kind in _INTERNAL:
        return "filter: internal document"
    if record.integrity.citable and not record.article.text:
        return "no abstract: nothing can be quoted"
    refused = refusal(record, query.filters)
    return f"filter: {refused}" if refused else None


def _mark_contrary(candidates: Sequence[_Candidate], want: Wanted) -> list[_Candidate]:
    """Direct records that point the other way than the weight of the direct records become `contrary`."""
    direct = [c.record for c in candidates if c.judgement.directness == "direct"]
    against = contrary_ids(direct, want.intent) if want.comparable else frozenset()
    return [
        replace(c, judgement=replace(c.judgement, directness="contrary"))
        if c.record.article.article_id in against
        else c
        for c in candidates
    ]


def _without_planted(candidates: Sequence[_Candidate], limit: int) -> tuple[list[_Candidate], int]:
    """The candidates without records that give orders to a machine, as far as any would be shown; and how many those were."""
    kept = list(candidates)
    while True:
        shown = [*_select(kept, limit)[0], *_near_misses(kept)]
        planted = [c for c in shown if _planted(c.record.article)]
        if not planted:
            return kept, len(candidates) - len(kept)
        kept = [c for c in kept if c not in planted]


def _planted(article: Article) -> bool:
    return why_set_aside(article.title, article.text, instructs=article.kind == "label") is not None


def _select(candidates: Sequence[_Candidate], limit: int) -> tuple[list[_Candidate], list[str]]:
    """What goes into the pack, a few places kept for the indirect; for each on-topic record left out the reason."""
    bearing = sorted((c for c in candidates if c.judgement.directness != "aside"), key=_Candidate.key)
    leading = sorted((c for c in bearing if c.leads), key=lambda c: c.key()[1:])
    near = [c for c in bearing if not c.leads]
    kept = min(len(near), _INDIRECT_AT_MOST, max(limit - len(leading), limit // 3))
    used = sorted((*_both_sides(leading, limit - kept), *_near_kept(near, kept)), key=_Candidate.key)
    left = [c for c in candidates if c not in used and c.judgement.on_topic]
    return used, [_reason(c.judgement) for c in left]


def _near_kept(near: Sequence[_Candidate], places: int) -> list[_Candidate]:
    """The first of the indirect ones; animals and cells keep two places, so that a reader sees what was found in none but them."""
    laboratory = [c for c in near if c.judgement.directness == "preclinical"][: min(_LABORATORY_KEPT, places)]
    others = [c for c in near if c not in laboratory][: places - len(laboratory)]
    return [*others, *laboratory]


def _both_sides(leading: Sequence[_Candidate], places: int) -> list[_Candidate]:
    """The first of the leading ones; a contrary record never falls off the end while others of its kind stay."""
    kept = list(leading[:places])
    contrary = [c for c in leading if c.judgement.directness == "contrary"]
    missing = [c for c in contrary[: max(1, places // 4)] if c not in kept]
    if missing and len(kept) > len(missing):
        kept = kept[: places - len(missing)] + missing
    return kept


def _reason(judgement: Judgement) -> str:
    if judgement.directness == "aside":
        return judgement.misses[0] if judgement.misses else "outside the question"
    return "beyond the limit of the answer"


def _unused(used: Sequence[_Candidate]) -> list[str]:
    return [c.judgement.misses[0] if c.judgement.misses else f"{c.judgement.directness} evidence only" for c in used]


def _near_misses(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Records that share something with the question although none answers it: its subject first, then the class of its agent."""
    near = [c for c in candidates if c.judgement.matches]

    def key(candidate: _Candidate) -> tuple[bool, bool, float, str]:
        bears = candidate.judgement
        return (not bears.on_topic, not bears.kin, -candidate.relevance, candidate.record.article.article_id)

    return sorted(near, key=key)[:_NEAREST]


def _one_per_report(candidates: Sequence[_Candidate]) -> tuple[list[_Candidate], int]:
    """One candidate for each report, the aliases it stands for noted with it; and how many aliases fell away."""
    by_id = {c.record.article.article_id: c for c in candidates}
    groups = report_groups([c.record for c in candidates])
    kept = []
    for article_id, candidate in by_id.items():
        group = groups[article_id]
        lead = stands_for([by_id[i].record for i in group]).article.article_id
        if lead == article_id:
            kept.append(replace(candidate, reports=tuple(i for i in group if i != lead)))
    return kept, len(candidates) - len(kept)


def _items(library: SearchableLibrary, candidates: Sequence[_Candidate]) -> tuple[EvidenceItem, ...]:
    ids = [p for c in candidates for p in c.found.passage_ids[:PASSAGES_PER_ARTICLE]]
    passages = library.passages(ids)
    groups = study_groups([c.record for c in candidates])
    return tuple(
        _item(candidate, rank, passages, groups[candidate.record.article.article_id])
        for rank, candidate in enumerate(candidates, start=1)
    )


def _item(candidate: _Candidate, rank: int, passages: Mapping[str, Passage], study: tuple[str, ...]) -> EvidenceItem:
    """The evidence item; `study` names the records on the same study, strongest first, this one among them."""
    record, judgement = candidate.record, candidate.judgement
    directness = "indirect" if judgement.directness == "aside" else judgement.directness
    why = list(
        rank_reasons(candidate.question, candidate.found, record, f"{record.article.title} {record.article.text}")
    )
    if judgement.matches:
        why.append(f"shares {', '.join(judgement.matches)}")
    why.extend(judgement.misses)
    if study[0] != record.article.article_id:
        why.append(f"same study as {study[0]}: counts once")
    if candidate.reports:
        why.append(f"stands for {', '.join(candidate.reports)}: the same report")
    evidence = evidence_of(record)
    if len(study) > 1 and evidence.program_id is None:
        evidence = replace(evidence, program_id=f"study:{study[0]}")
    kept = tuple(passages[p] for p in candidate.found.passage_ids[:PASSAGES_PER_ARTICLE] if p in passages)
    return EvidenceItem(record, evidence, kept, rank, candidate.relevance, directness, tuple(why), candidate.reports)
