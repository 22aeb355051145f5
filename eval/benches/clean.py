"""What the gate holds of documents that the drafter made in good faith: whole documents, and statements within them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.domain import CaseRow, Cut, Listing, Outcome, Score, SetInfo
from eval.metrics.intervals import share


@dataclass(frozen=True, slots=True)
class Taken:
    """A statement that the gate withheld, and the checks that object to it."""

    checks: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one document."""

    kind: str
    about: str
    sha256: str
    decision: str
    routing: bool
    """True where nothing in the words is at fault, and a person only has to sign."""
    objects: tuple[str, ...]
    """Checks that hold the whole document; empty where it was released."""
    statements: int
    """Statements that stayed."""
    taken: tuple[Taken, ...]

    @property
    def blocked(self) -> bool:
        """True where the document is not released because of what it says."""
        return self.decision != "RELEASE" and not self.routing

    @property
    def whole(self) -> bool:
        """True where nothing was taken and nothing blocked."""
        return not self.blocked and not self.taken


def clean_outcome(fates: Sequence[Fate], declined: int) -> Outcome:
    """All figures. A text that came out twice counts once; what was never drafted does not count.

    Args:
        fates: One a document.
        declined: How often the service drafted nothing (no consent, no approved line, no label).
    """
    once = tuple({f.sha256: f for f in fates}.values())
    drafted = sum(f.statements + len(f.taken) for f in once)
    taken = [t for f in once for t in f.taken]
    kinds = dict.fromkeys(f.kind for f in once)
    return Outcome(
        command="clean",
        sets=(SetInfo("documents drafted", "", len(once), len(fates)),),
        settings={},
        metrics={
            "blocked_rate": share(sum(f.blocked for f in once), len(once), "no documents"),
            "not_whole_rate": share(sum(not f.whole for f in once), len(once), "no documents"),
            "withheld_rate": share(len(taken), drafted, "no statements"),
            "signature_rate": share(sum(f.routing for f in once), len(once), "no documents"),
        },
        cases=tuple(_case(number, fate) for number, fate in enumerate(once, 1)),
        cuts=(
            Cut("By kind", tuple((kind, _rates([f for f in once if f.kind == kind])) for kind in kinds)),
            Cut("By check", tuple(_checks(taken, drafted))),
        ),
        listings=(
            Listing(
                f"Blocked: {sum(f.blocked for f in once)}",
                ("kind", "about", "checks"),
                tuple((f.kind, f.about[:120], ", ".join(f.objects)) for f in once if f.blocked),
            ),
            Listing(
                f"Withheld: {len(taken)}",
                ("kind", "checks", "says"),
                tuple((f.kind, ", ".join(t.checks), t.text[:220]) for f in once for t in f.taken)[:80],
            ),
        ),
        notes=(f"{declined} were declined before anything was drafted (no consent, no approved line, no label)",),
    )


def _rates(fates: Sequence[Fate]) -> dict[str, Score]:
    return {
        "blocked_rate": share(sum(f.blocked for f in fates), len(fates), "no documents"),
        "not_whole_rate": share(sum(not f.whole for f in fates), len(fates), "no documents"),
    }


def _checks(taken: Iterable[Taken], drafted: int) -> Iterable[tuple[str, dict[str, Score]]]:
    counts = Counter(check for t in taken for check in t.checks)
    return ((check, {"withholds": share(n, drafted, "no statements")}) for check, n in counts.most_common())


def _case(number: int, fate: Fate) -> CaseRow:
    detail = {
        "kind": fate.kind,
        "about": fate.about,
        "checks": list(fate.objects),
        "withheld": [{"checks": list(t.checks), "says": t.text} for t in fate.taken],
    }
    return CaseRow(f"D-{number:04d}", "RELEASE", fate.decision, float(fate.whole), detail)
