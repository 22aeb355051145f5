"""Drafts the documents of a plan one by one, and notes what the gate did with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from eval.benches.clean import Fate, Taken
from eval.journal import Journal
from eval.mutation.wide import Plan, plans
from eval.progress import track

if TYPE_CHECKING:
    from assistant import Rooms
    from guardrails import Finding, Quarantined, Released


def drafted(
    rooms: Rooms, now: datetime, questions: Sequence[str], limit: int | None, journal: Journal
) -> tuple[list[Fate], int]:
    """The fate of every document of the plan, or of the first `limit`; and how many were never drafted."""
    reader = TypeAdapter(Fate)
    fates, declined = [], 0
    for plan in track(list(islice(plans(rooms, now, questions), limit)), "documents"):
        raw = journal.remember([plan.kind, plan.about], partial(_fate, plan))
        if raw is None:
            declined += 1
        else:
            fates.append(reader.validate_python(raw))
    return fates, declined


def _fate(plan: Plan) -> dict[str, Any] | None:
    outcome = plan.make()
    if outcome is None:
        return None
    return asdict(fate_of(plan.kind, plan.about, outcome))


def fate_of(kind: str, about: str, outcome: Released | Quarantined) -> Fate:
    """What the gate did with one document."""
    from guardrails import Severity

    verdict = outcome.verdict
    return Fate(
        kind=kind,
        about=about,
        sha256=outcome.draft.sha256,
        decision=verdict.decision.value,
        routing=verdict.routing_only,
        objects=_names([f for f in verdict.findings if f.severity > Severity.WARN]),
        statements=len(list(outcome.draft.statements())),
        taken=tuple(Taken(_names(w.findings), w.text) for w in outcome.withheld),
    )


def _names(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.check_id for f in findings))
