"""From files and options to an outcome: each measurement with the parts of the product that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.benches.sampling import Sampling
from eval.datasets.lines import sha256_of_file
from eval.errors import DatasetInvalid, UsageError
from eval.journal import Journal, journal_of

if TYPE_CHECKING:
    from eval.datasets.retrieval import RetrievalSet
    from eval.domain import Outcome

DATA = Path(__file__).parent / "data"
LAB_TIME = "2026-11-17T18:00:00-05:00"
"""When the documents of the mutation lab are drafted: a day on which the demo company has visits."""
SHIPPED = {
    "guardrail": ("guardrail*.jsonl",),
    "claims": ("support.jsonl",),
    "approved": ("approved.jsonl",),
    "answers": ("questions.jsonl",),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen for a measurement. Not every command looks at every one."""

    limit: int | None = None
    seed: int = 0
    profile: str = "screen"
    jurisdiction: str = "US"
    home: Path | None = None
    now: datetime | None = None
    journals: Path | None = None
    """Folder of journals; None keeps none."""
    resume: bool = False
    prices: tuple[float, float] | None = None
    """Per million input and output tokens of a model."""

    @property
    def sampling(self) -> Sampling:
        """Which cases are taken."""
        return Sampling(self.limit, self.seed)

    @property
    def sample(self) -> dict[str, Any]:
        """The sampling for the record; empty where every case is taken."""
        return {} if self.limit is None else {"limit": self.limit, "seed": self.seed}

    @property
    def moment(self) -> datetime:
        """The time at which things are judged."""
        return self.now or datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SearchOptions(Options):
    """What may be chosen for `retrieval` beside that."""

    folder: Path | None = None
    files: tuple[Path | None, Path | None, Path | None] = (None, None, None)
    """Corpus, queries, judgements instead of a folder."""
    pool: tuple[Path, ...] = ()
    split: str = "dev"
    systems: tuple[str, ...] = ("full",)
    cutoffs: tuple[int, ...] = ()
    """Further k beside those of the standard metrics."""
    cache: Path | None = None
    """File of embeddings by text hash; None: beside the stored runs."""


def measure_search(options: SearchOptions) -> Outcome:
    """The outcome of `retrieval` on one set; on the demo library's judgements where none is named.

    Raises:
        UsageError: An unknown system, or files named in part.
        DatasetInvalid: The set cannot be read.
    """
    from eval.benches.retrieval import measure_retrieval
    from eval.datasets.retrieval import with_pool
    from eval.datasets.rows import sampled
    from eval.parts import default_cache, ruleset
    from eval.searching import SYSTEMS, library_of, remembered, systems_of
    from ingest import load_vocabulary

    if unknown := [s for s in options.systems if s not in SYSTEMS]:
        raise UsageError(f"--system is {unknown[0]!r}; choose among {', '.join(SYSTEMS)}.")
    data = with_pool(_search_set(options), options.pool)
    kept = sampled(list(data.queries), options.limit, options.seed, str)
    queries = {q: data.queries[q] for q in kept}
    settings = {"split": options.split, **options.sample}
    words_only = set(options.systems) == {"words"}
    with library_of(data, options.cache or default_cache(), words_only=words_only) as library:
        status = library.status()
        versions = {
            **ruleset(),
            "library": f"{data.name}: {len(data.documents)} documents",
            "snapshot": status.snapshot_id,
            "embedder": status.embedder or "none: words only",
        }
        journal = _journal("retrieval", data.files, {**settings, **versions}, options)
        systems = systems_of(library, load_vocabulary())
        chosen = {name: remembered(name, systems[name], journal) for name in dict.fromkeys(options.systems)}
        outcome = measure_retrieval(data, chosen, queries, settings, options.cutoffs)
    return finished(outcome, journal, versions)


def measure_mutants(per_operator: int, options: Options) -> Outcome:
    """The outcome of `mutate`: what the gate makes of spoilt documents of a library.

    Raises:
        EvalError: The library cannot be opened, or holds no clean document.
    """
    from eval.answering import library_to_ask
    from eval.mutation.clean import QUESTIONS, demo_documents
    from eval.mutation.lab import run_lab
    from eval.parts import ruleset

    with library_to_ask(options.home) as (rooms, name):
        versions = {**ruleset(), "library": name, "claims": rooms.claims.version or "none"}
        drafted = demo_documents(rooms, datetime.fromisoformat(LAB_TIME), QUESTIONS[: options.limit])
    settings = {"per_operator": per_operator, "questions": len(QUESTIONS[: options.limit]), "seed": options.seed}
    journal = _journal("mutate", (), {**settings, **versions}, options)
    outcome = run_lab(drafted, per_operator=per_operator, seed=options.seed, journal=journal)
    return finished(outcome, journal, versions)


def measure_clean(options: Options) -> Outcome:
    """The outcome of `clean`: what the gate holds of documents drafted in good faith; `limit` bounds the documents.

    Questions that give orders or ask for what must not be said are left out: what they lead to is meant to be held.

    Raises:
        EvalError: The library cannot be opened.
    """
    from eval.answering import library_to_ask
    from eval.benches.clean import clean_outcome
    from eval.datasets.answers import read_questions
    from eval.demo_judgements import demo_set
    from eval.drafting import drafted
    from eval.mutation.clean import QUESTIONS
    from eval.parts import ruleset

    asked = [*QUESTIONS, *demo_set().queries.values()]
    asked += [q.text for path in shipped("answers") for q in read_questions(path) if not q.hostile]
    with library_to_ask(options.home) as (rooms, name):
        versions = {**ruleset(), "library": name, "claims": rooms.claims.version or "none"}
        journal = _journal("clean", (), {**options.sample, **versions}, options)
        now = datetime.fromisoformat(LAB_TIME)
        fates, declined = drafted(rooms, now, tuple(dict.fromkeys(asked)), options.limit, journal)
    return finished(replace(clean_outcome(fates, declined), settings=options.sample), journal, versions)


def _search_set(options: SearchOptions) -> RetrievalSet:
    from eval.datasets.retrieval import read_files, read_folder

    corpus, queries, qrels = options.files
    if corpus and queries and qrels:
        for path in (corpus, queries, qrels):
            if not path.is_file():
                raise DatasetInvalid(f"{str(path)!r} is no file; give a corpus, queries and judgements")
        return read_files(corpus, queries, qrels)
    if any(options.files):
        raise UsageError("--corpus, --queries and --qrels belong together; give all three or a folder.")
    if options.folder is not None:
        return read_folder(options.folder, options.split)
    from eval.demo_judgements import demo_set

    return demo_set()


def measure(command: str, paths: Sequence[Path], options: Options) -> Outcome:
    """The outcome of one command on sets; on the shipped ones where no path is given.

    Raises:
        UsageError: Unknown command, or no such file.
    """
    known: dict[str, Callable[[Sequence[Path], Options], Outcome]] = {
        "guardrail": _guardrail,
        "claims": _claims,
        "approved": _approved,
        "answers": _answers,
    }
    if command not in known:
        raise UsageError(f"measurement {command!r} is unknown; choose one of {', '.join(known)}.")
    chosen = tuple(paths) or shipped(command)
    for path in chosen:
        if not path.is_file():
            raise DatasetInvalid(f"{str(path)!r} is no file; give a set in the format {command!r}")
    return known[command](chosen, options)


def shipped(command: str) -> tuple[Path, ...]:
    """The sets that come with the bench for a command; those that are there.

    Raises:
        UsageError: None is there.
    """
    found = tuple(path for pattern in SHIPPED[command] for path in sorted(DATA.glob(pattern)))
    if not found:
        raise UsageError(f"no set is shipped for {command!r}; give a file.")
    return found


def _guardrail(paths: Sequence[Path], options: Options) -> Outcome:
    from eval.benches.guardrail import measure_guardrail
    from eval.parts import guardrail_judge, ruleset

    settings = {"profile": options.profile, "jurisdiction": options.jurisdiction, **options.sample}
    judge = guardrail_judge(profile=options.profile, jurisdiction=options.jurisdiction, now=options.moment)
    versions = ruleset()
    journal = _journal("guardrail", paths, {**settings, **versions, "as_of": options.now}, options)
    outcome = measure_guardrail(
        paths, lambda row: journal.remember(row.model_dump(), lambda: judge(row)), options.sampling, settings
    )
    return finished(outcome, journal, versions)


def _claims(paths: Sequence[Path], options: Options) -> Outcome:
    from eval.benches.claims import Answer, measure_claims
    from eval.parts import ruleset, support_check

    check, versions = support_check(), ruleset()
    journal = _journal("claims", paths, {**options.sample, **versions}, options)

    def remembered(claim: str, evidence: str) -> Answer:
        raw = journal.remember([claim, evidence], lambda: asdict(check(claim, evidence)))
        return Answer(raw["label"], raw["score"], tuple(raw["problems"]), raw["open"])

    return finished(measure_claims(paths, remembered, options.sampling, options.sample), journal, versions)


def _approved(paths: Sequence[Path], options: Options) -> Outcome:
    from eval.benches.approved import measure_approved
    from eval.parts import approved_judge, ruleset

    judge, versions = approved_judge(), ruleset()
    journal = _journal("approved", paths, {**options.sample, **versions}, options)

    def remembered(case: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        decision, reasons = journal.remember(case, lambda: judge(case))
        return decision, tuple(reasons)

    return finished(measure_approved(paths, remembered, options.sampling, options.sample), journal, versions)


def _answers(paths: Sequence[Path], options: Options) -> Outcome:
    from eval.answering import ask_all, library_to_ask, read_sets
    from eval.benches.answers import outcome_of
    from eval.parts import ruleset

    asked, infos = read_sets(paths, options.sampling)
    with library_to_ask(options.home) as (rooms, name):
        status = rooms.library.status()
        versions = {
            **ruleset(),
            "library": f"{name}: {status.articles} records",
            "snapshot": status.snapshot_id,
            "embedder": status.embedder or "none: words only",
            "drafter": rooms.drafter.name,
            "claims": rooms.claims.version or "none",
        }
        settings = {**versions, **options.sample, "as_of": options.now}
        journal = _journal("answers", paths, settings, options)
        answered = ask_all(rooms, asked, options.moment, journal)
    return finished(outcome_of(answered, infos, options.sample, options.prices), journal, versions)


def _journal(command: str, paths: Sequence[Path], settings: Mapping[str, Any], options: Options) -> Journal:
    """What an unfinished run of the same sets and settings already knows."""
    files = {str(path): sha256_of_file(path) for path in paths}
    return journal_of(command, files, settings, options.journals, resume=options.resume)


def finished(outcome: Outcome, journal: Journal, versions: Mapping[str, str]) -> Outcome:
    """The outcome with its versions; latencies are left out where some answers were not made in this run."""
    journal.done()
    if not journal.reused:
        return replace(outcome, versions=versions)
    note = f"{journal.reused} answers of an earlier, unfinished run were reused; latency is not measured"
    return replace(outcome, versions=versions, notes=(*outcome.notes, note), latencies_ms=())
