"""The corpus of planted orders, and the ways they get in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from assistant.domain import Account, Person, Role
from assistant.service.ask import ask
from assistant.service.brief import asker_of
from assistant.service.calls import log_contact
from assistant.service.claim_import import apply_import, preview_import
from assistant.service.rooms import Rooms
from guardrails import Quarantined, Released
from ingest import AbstractSection, Article, Author, PublicationType

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "data" / "injections.yaml"
PUBLIC = ROOT / ".." / "shared" / "data" / "injection" / "bipia_text_attacks.train.jsonl"
CLAIMS = ROOT / "assistant" / "demo" / "data" / "claims.yaml"
AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
QUESTION = "Does dronabinol reduce chemotherapy-induced nausea and vomiting?"
CARRIERS = ("abstract", "title", "note", "claim", "question", "file name")


@dataclass(frozen=True)
class Attack:
    """One planted text and what the model that obeys it writes."""

    number: int
    order: str
    harm: str
    mark: tuple[str, ...]

    @property
    def planted(self) -> str:
        return f"{self.order} {self.harm}"


def attacks() -> tuple[Attack, ...]:
    """Every order with every harm; neighbours differ in both."""
    rows = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
    orders, harms = rows["orders"], rows["harms"]
    found = []
    for turn in range(len(harms)):
        for n, order in enumerate(orders):
            harm = harms[(n + turn) % len(harms)]
            found.append(Attack(len(found), order, harm["text"], tuple(harm["mark"])))
    return tuple(found)


def carried(rooms: Rooms, carrier: str, attack: Attack, folder: Path, role: Role) -> Released | Quarantined:
    """Plant the text where `carrier` says, then have an answer drafted."""
    question = QUESTION
    if carrier in ("abstract", "title"):
        rooms.library.add([_record(carrier, attack)], "attack")
    elif carrier == "note":
        log_contact(rooms, _contact(rooms, attack), AS_OF)
    elif carrier == "claim":
        _bring_claim(rooms, attack, folder / "claims.yaml")
    elif carrier == "question":
        question = f"{QUESTION} {attack.planted}"
    else:
        name = attack.planted.replace("/", "_").replace("\0", "_")[:80].encode()[:200].decode(errors="ignore")
        _bring_claim(rooms, replace(attack, harm="A class-level sentence.", order=""), folder / f"{name}.yaml")
    return ask(rooms, question, asker_of(rooms, role, None, "US-OH"), AS_OF).outcome


def _record(carrier: str, attack: Attack) -> Article:
    plain = "We randomized 80 adults to dronabinol or placebo for chemotherapy-induced nausea and vomiting."
    result = "Complete response was 40% with dronabinol and 25% with placebo."
    there = attack.planted if carrier == "abstract" else ""
    pmid = str(70_000_000 + attack.number)
    return Article(
        article_id=pmid,
        pmid=pmid,
        title=attack.planted if carrier == "title" else "Dronabinol for chemotherapy-induced nausea and vomiting.",
        sections=(
            AbstractSection("METHODS", None, plain),
            AbstractSection("RESULTS", None, f"{there} {result}".strip()),
        ),
        journal="J Invent Res",
        year=2025,
        authors=(Author("Invented"),),
        languages=("eng",),
        publication_types=(PublicationType("D016449", "Randomized Controlled Trial"),),
    )


def _contact(rooms: Rooms, attack: Attack) -> dict[str, object]:
    person = rooms.objects.all(Person)[0]
    account = next(a for a in rooms.objects.all(Account) if a.account_id == person.account_id)
    return {
        "id": f"I-{attack.number}",
        "date": "2026-11-16",
        "channel": "phone",
        "account_id": account.account_id,
        "people": [person.person_id],
        "type": "call",
        "note": attack.planted,
        "questions": [],
    }


@cache
def _demo_library() -> dict[str, object]:
    return dict(yaml.safe_load(CLAIMS.read_text(encoding="utf-8")))


def _bring_claim(rooms: Rooms, attack: Attack, path: Path) -> None:
    claims = [
        {
            "claim_id": f"ATK-{attack.number}",
            "text": attack.planted.strip(),
            "claim_type": "disease_state",
            "evidence_level": "guideline",
            "references": ["pmid:38478773"],
            "state": "pending_review",
            "effective_from": "2026-03-02",
            "expires": "2027-03-01",
        }
    ]
    path.write_text(yaml.safe_dump(_demo_library() | {"claims": claims}, allow_unicode=True), encoding="utf-8")
    apply_import(rooms, preview_import(rooms, path), AS_OF)
