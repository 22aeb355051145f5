"""Judges clean documents and their mutants: what is killed, by which check, and what is held that was clean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from eval.domain import CaseRow, Cut, Listing, Outcome, Score, SetInfo
from eval.journal import Journal
from eval.metrics.intervals import share
from eval.mutation.clean import Clean, Drafted
from eval.mutation.mutants import Mutant, mutants_of
from eval.progress import track
from guardrails import Decision, Finding, Severity, Verdict, check
from guardrails.memo import RecentMemo

PER_OPERATOR = 25
"""Mutants of one operator that are judged; drawn by the seed where there are more."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant and its fate."""

    mutant: Mutant
    decision: str
    checks: tuple[str, ...]
    """Checks that object, each once."""
    warned: bool
    """True if a warning stands at the place that the clean document does not have there."""

    @property
    def held(self) -> bool:
        """True if the document would not go out as it is."""
        return self.decision != Decision.RELEASE.value

    @property
    def killed(self) -> bool:
        """Held; or warned of, which is all that some rules ask for in what is read inside or sent on request."""
        return self.held or (self.warned and not self.mutant.critical)


def run_lab(
    drafted: Drafted, *, per_operator: int = PER_OPERATOR, seed: int = 0, journal: Journal | None = None
) -> Outcome:
    """All figures on the mutants of clean documents.

    Raises:
        ValueError: Nothing clean was handed over.
    """
    if not drafted.clean:
        raise ValueError("no clean document to spoil; look at what holds them")
    everyone = [mutant for clean in drafted.clean for mutant in mutants_of(clean)]
    kept = journal or Journal(None)
    judged = [_judged(mutant, kept) for mutant in track(_drawn(everyone, per_operator, seed), "mutants")]
    held = [clean for clean in drafted.clean if judge(clean).decision is not Decision.RELEASE]
    survivors = [j for j in judged if not j.killed]
    critical = [j for j in judged if j.mutant.critical]
    return Outcome(
        command="mutate",
        sets=(SetInfo("demo documents", "", len(judged), len(everyone)),),
        settings={"per_operator": per_operator, "seed": seed, "documents": len(drafted.clean)},
        metrics={
            "kill_rate": share(sum(j.killed for j in judged), len(judged), "no mutants"),
            "critical_kill_rate": share(sum(j.held for j in critical), len(critical), "no critical mutants"),
            "lowest_operator_kill_rate": _lowest(judged),
            "false_block_rate": share(len(drafted.blocked) + len(held), drafted.drafted, "no documents"),
        },
        cases=tuple(_case(number, j) for number, j in enumerate(judged, 1)),
        cuts=(
            _cut("By operator", judged, lambda j: j.mutant.operator),
            _cut("By group", judged, lambda j: j.mutant.group),
            _cut("By document", judged, lambda j: j.mutant.artifact),
            _by_check(judged),
        ),
        listings=(
            Listing(
                f"Survivors: {len(survivors)}",
                ("operator", "document", "says"),
                tuple((j.mutant.operator, j.mutant.artifact, j.mutant.words[:220]) for j in survivors[:80]),
            ),
            Listing(
                f"Held although clean: {len(drafted.blocked)}", ("document",), tuple((b,) for b in drafted.blocked)
            ),
        ),
    )


def judge(clean: Clean) -> Verdict:
    """The verdict on a document, its routing sign-offs taken along whatever its words: they say nothing about wording."""
    draft = clean.kept.draft
    waivers = tuple(replace(w, draft_sha256=draft.sha256) for w in clean.waivers)
    evidence = {e.evidence_id: e for e in clean.kept.evidence}
    verdict = check(
        draft, evidence=evidence, claims=clean.claims, context=clean.kept.context, waivers=waivers, now=clean.now
    )
    if verdict.routing_only:
        return replace(verdict, decision=Decision.RELEASE)
    return verdict


def _judged(mutant: Mutant, journal: Journal) -> Judged:
    key = [mutant.operator, mutant.artifact, mutant.place, mutant.clean.kept.draft.text]
    decision, checks, warned = journal.remember(key, lambda: _fate(mutant))
    return Judged(mutant, decision, tuple(checks), warned)


def _fate(mutant: Mutant) -> tuple[str, list[str], bool]:
    """Decision, checks that object, and whether a warning stands there that the clean document does not have."""
    verdict = judge(mutant.clean)
    here = [f for f in verdict.findings if f in _at(mutant.clean, verdict, mutant.place)]
    before = {(f.check_id, f.quote) for f in _at(mutant.original, _clean_verdict(mutant.original), mutant.place)}
    warned = any(f.severity == Severity.WARN and (f.check_id, f.quote) not in before for f in here)
    objecting = [f.check_id for f in verdict.findings if (f.severity > Severity.WARN or f in here) and not f.routing]
    return verdict.decision.value, list(dict.fromkeys(objecting)), warned


def _at(clean: Clean, verdict: Verdict, place: int) -> list[Finding]:
    """Findings inside one statement of a document."""
    statements = [s for s, _, _ in clean.kept.draft.statements()]
    if place >= len(statements):
        return []
    start, end = statements[place].start, statements[place].end
    return [f for f in verdict.findings if start <= f.start < end]


_clean_verdict: RecentMemo[Clean, Verdict] = RecentMemo(judge, size=64)


def _drawn(everyone: Iterable[Mutant], per_operator: int, seed: int) -> list[Mutant]:
    by_operator: dict[str, list[Mutant]] = {}
    for mutant in everyone:
        by_operator.setdefault(mutant.operator, []).append(mutant)
    drawn: list[Mutant] = []
    for name, mutants in by_operator.items():
        chosen = Random(f"{seed} {name}").sample(range(len(mutants)), min(per_operator, len(mutants)))  # noqa: S311
        drawn += [mutants[n] for n in sorted(chosen)]
    return drawn


def _lowest(judged: Sequence[Judged]) -> Score:
    names = dict.fromkeys(j.mutant.operator for j in judged)
    rates = [_rate([j for j in judged if j.mutant.operator == name]) for name in names]
    return min(rates, key=lambda s: s.value if s.value is not None else 1.0, default=Score(None, reason="no mutants"))


def _rate(judged: Sequence[Judged]) -> Score:
    return share(sum(j.killed for j in judged), len(judged), "no mutants")


def _cut(title: str, judged: Sequence[Judged], key: Callable[[Judged], str]) -> Cut:
    names = dict.fromkeys(key(j) for j in judged)
    return Cut(title, tuple((n, {"kill_rate": _rate([j for j in judged if key(j) == n])}) for n in names), "kill_rate")


def _by_check(judged: Sequence[Judged]) -> Cut:
    """Share of mutants at which a check objects; several may object to one."""
    counts = Counter(name for j in judged for name in j.checks)
    rows = ((name, {"objects_to": share(n, len(judged), "no mutants")}) for name, n in counts.most_common())
    return Cut("By check", tuple(rows))


def _case(number: int, judged: Judged) -> CaseRow:
    detail = {
        "operator": judged.mutant.operator,
        "document": judged.mutant.artifact,
        "checks": list(judged.checks),
        "says": judged.mutant.words,
    }
    return CaseRow(f"M-{number:04d}", "held", judged.decision, float(judged.killed), detail)
