"""What review and background work pass around: kept drafts. Frozen, without I/O."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails import Context, Draft, Evidence


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A judged draft with everything needed to judge exactly it again. Never shown without a fresh check."""

    draft: Draft
    context: Context
    evidence: tuple[Evidence, ...]
