"""Puts the demo into a home folder: digests, the invented company's claims, accounts and sign-offs. Safe to run again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.accounts.loading import CrmImport, read_crm_export
from assistant.demo.digests import load_digests
from assistant.domain import Company, SignOff
from assistant.store.documents import DocumentStore
from assistant.store.objects import ObjectStore
from guardrails import screen_note
from ingest import Library

DATA = Path(__file__).parent / "data"
COMPANY = Company(
    name="Halden Botanics",
    disclosure=(
        "Halden Botanics sells cannabinoid products, among them a state-licensed one that FDA has not approved; "
        "no study cited here used a Halden product."
    ),
    safety_contact="Halden drug safety desk, ext. 0100",
    medical_contact="Medical Information (M. Sorrel)",
    fictional=True,
)
LIBRARY_DATE = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
"""When the invented company is said to have loaded its library: before its last visits, so that nothing counts as new."""
OWNER = "Jonah Pell"
AUTHOR = "M. Sorrel, PharmD, employee of Halden Botanics"
COMMITTEE_REQUEST = "REQ-PT-2026-07"
LETTER_REQUEST = "MIR-2026-0389"
_REVIEWERS = (("N. Okonjo-Reyes MD", "M"), ("T. Birkeland JD", "L"), ("S. Vandermolen", "R"))


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was loaded."""

    digests_new: int
    digests_unchanged: int
    crm: CrmImport


def load_demo(library: Library, objects: ObjectStore, documents: DocumentStore) -> DemoReport:
    """Load or refresh the demo."""
    added = library.add(load_digests(), "demo digests")
    claims = DATA / "claims.yaml"
    now = datetime.now(UTC)
    documents.put_claims_file(claims.name, claims.read_text(encoding="utf-8"), now)
    export = DATA / "day.json"
    crm = read_crm_export(export.read_text(encoding="utf-8"), export.name, screen_note)
    objects.put([COMPANY, *crm.objects])
    for report in crm.reports:
        documents.put_report(report)
    for name, discipline in _REVIEWERS:
        documents.put_sign_off(_sign_off(name, discipline))
    return DemoReport(len(added.new) + len(added.changed), len(added.unchanged), crm)


def _sign_off(name: str, discipline: str) -> SignOff:
    return SignOff(
        sign_off_id=f"{COMMITTEE_REQUEST}-{discipline}",
        request_id=COMMITTEE_REQUEST,
        artifact="pt_brief",
        name=name,
        discipline=discipline,
        meaning="Class-level evidence may go to the committee that asked for it, in this request alone (invented reviewer).",
        signed_at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        expires_at=datetime(2027, 4, 6, tzinfo=UTC),
        fictional=True,
    )
