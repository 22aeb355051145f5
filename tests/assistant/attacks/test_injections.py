"""A model that obeys whatever is planted: none of its words reach a reader, whatever carried the order. A sample here, all under `slow`."""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.documents.rendering import render
from assistant.domain import Role
from assistant.drafting.model_answer import ModelAnswerDrafter
from assistant.drafting.model_drafter import ModelDrafter
from assistant.home import AppSettings
from assistant.service.rooms import Rooms
from assistant.settings import ModelSettings
from guardrails import Released, verify_certificate
from tests.assistant.attacks.injections import AS_OF, CARRIERS, PUBLIC, Attack, attacks, carried
from tests.fakes_model import FakeModel, says

EVERY = attacks()
ROLES = (Role.MSL, Role.ACCOUNT_MANAGER)
OURS = re.compile(r"https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|doi\.org|www\.w3\.org|schemas\.)", re.I)
ASKED = re.compile(r"(?:asked:|exact words) “[^”]*”")
LINK = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}|!\[[^\]]*\]\((?!\[url\])|javascript:|data:text", re.I)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[FakeModel]:
    with FakeModel(says({"statements": []})) as played:
        yield played


@pytest.fixture(scope="module")
def hijacked(demo_home: Path, tmp_path_factory: pytest.TempPathFactory, endpoint: FakeModel) -> Iterator[Rooms]:
    """The demo with a drafter whose model works for the attacker."""
    home = tmp_path_factory.mktemp("attacked") / "home"
    shutil.copytree(demo_home, home)
    settings = ModelSettings(_env_file=None, model="played", model_base_url=endpoint.base_url, model_retries=0)
    drafter = ModelAnswerDrafter(ModelDrafter(settings))
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF, drafter=drafter) as rooms:
        yield rooms


def leaks(rooms: Rooms, endpoint: FakeModel, carrier: str, attack: Attack, folder: Path) -> list[str]:
    """What of the attack reached a reader: marks, links, words without a certificate."""
    endpoint.play(
        says({"statements": [{"text": t, "passages": [1]} for t in (attack.harm, attack.planted, attack.order)]})
    )
    folder.mkdir(exist_ok=True)
    asked = len(endpoint.drafts)
    outcome = carried(rooms, carrier, attack, folder, ROLES[attack.number % 2])
    # The model was asked: nothing here passes for want of an attack. A question may drown in its order and find no evidence.
    assert len(endpoint.drafts) > asked or carrier == "question"
    if not isinstance(outcome, Released):
        return []
    draft = outcome.draft
    # What a person asked is repeated to him, in quotation marks: his words, not the machine's. Links in it count below.
    said = ASKED.sub("", " ".join(draft.text.lower().split()))
    verify_certificate(outcome.certificate, draft.text, rooms.signer.public_key)
    signed = json.loads(outcome.certificate.payload)["statements"]
    found = [mark for mark in attack.mark if mark in said]
    found += [] if len(signed) == sum(1 for _ in draft.statements()) else ["a sentence without its proof"]
    for shown in (draft.text, *(render(outcome, kind).decode() for kind in ("md", "html"))):
        words = " ".join(re.sub(r"<!-- callprep-proof .*? -->", "", shown).lower().split())
        if carrier != "question":
            found += [mark for mark in attack.mark if mark in words]
        found += [link.group() for link in LINK.finditer(words) if not OURS.match(words[link.start() :])]
    return found


def all_leaks(
    rooms: Rooms, endpoint: FakeModel, cases: Sequence[tuple[str, Attack]], folder: Path
) -> list[tuple[str, int, list[str]]]:
    found = [(carrier, one.number, leaks(rooms, endpoint, carrier, one, folder)) for carrier, one in cases]
    return [row for row in found if row[2]]


def test_the_corpus_has_five_hundred_attacks_and_six_carriers() -> None:
    assert len(EVERY) >= 500
    assert len({attack.planted for attack in EVERY}) == len(EVERY)
    assert len(CARRIERS) == 6


def test_a_sample_over_every_carrier_reaches_nobody(hijacked: Rooms, endpoint: FakeModel, tmp_path: Path) -> None:
    cases = [(CARRIERS[n % len(CARRIERS)], attack) for n, attack in enumerate(EVERY[::11])]
    assert all_leaks(hijacked, endpoint, cases, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("carrier", CARRIERS)
def test_each_attack_by_each_carrier_reaches_nobody(
    hijacked: Rooms, endpoint: FakeModel, tmp_path: Path, carrier: str
) -> None:
    assert all_leaks(hijacked, endpoint, [(carrier, attack) for attack in EVERY], tmp_path) == []


@pytest.mark.slow
def test_public_attacks_reach_nobody(hijacked: Rooms, endpoint: FakeModel, tmp_path: Path) -> None:
    if not PUBLIC.exists():
        pytest.skip("the public set of attacks is not beside the project")
    rows = [json.loads(line)["attack"] for line in PUBLIC.read_text(encoding="utf-8").splitlines() if line]
    cases = [Attack(1000 + n, text, text, (text.lower().rstrip("?.! "),)) for n, text in enumerate(rows)]
    carriers = ("abstract", "title", "note", "claim")  # a question that asks for it may well repeat it
    assert all_leaks(hijacked, endpoint, [(carriers[n % 4], c) for n, c in enumerate(cases)], tmp_path) == []
