"""What every use case works with, put together once by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from assistant.domain import Company, DraftedAnswer, EvidencePack
from assistant.service.claim_shelf import ClaimShelf
from assistant.store.audit import AuditTrail
from assistant.store.claim_rows import ClaimStore
from assistant.store.documents import DocumentStore
from assistant.store.jobs import JobStore
from assistant.store.ledger import Ledger
from assistant.store.model_calls import ModelLedger
from assistant.store.objects import ObjectStore
from assistant.store.people import PeopleStore
from assistant.store.reviews import ReviewStore
from assistant.store.searches import SearchStore
from guardrails import ClaimSet, Context, Evidence, Signer
from ingest import Library, Vocabulary


class Drafter(Protocol):
    """From an evidence pack to cited statements. Whatever it writes passes the same gate."""

    @property
    def name(self) -> str:
        """What drafted it, for the audit trail."""

    def draft(self, pack: EvidencePack, search: Evidence, context: Context) -> DraftedAnswer:
        """Statements for one pack, to be judged in this context."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """The parts, chosen by `bootstrap` alone."""

    library: Library
    vocabulary: Vocabulary
    objects: ObjectStore
    documents: DocumentStore
    people: PeopleStore
    reviews: ReviewStore
    jobs: JobStore
    searches: SearchStore
    audit: AuditTrail
    signer: Signer
    drafter: Drafter
    claim_rows: ClaimStore
    shelf: ClaimShelf
    ledger: Ledger
    model_ledger: ModelLedger
    clock: Callable[[], datetime]
    home: Path
    actor: str = "local"

    @property
    def company(self) -> Company | None:
        """The company for which this installation works, if one is recorded."""
        return next(iter(self.objects.all(Company)), None)

    @property
    def claims(self) -> ClaimSet:
        """The claims library as of now."""
        return self.shelf.current()
