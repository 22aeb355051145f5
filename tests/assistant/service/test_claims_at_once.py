"""Two steps on one claim at the same moment, by two services: one is taken, the other told; neither undoes the other."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier, BrokenBarrierError, local
from typing import Any

import pytest

from assistant.bootstrap import open_rooms
from assistant.engine import make_engine
from assistant.errors import Conflict, NotFound
from assistant.home import AppSettings
from assistant.service.cascade import Cause, run_cascade
from assistant.service.claim_desk import stamp_of, take_step
from assistant.service.claim_import import apply_import, preview_import
from assistant.service.claim_shelf import ClaimShelf
from assistant.service.claim_steps import (
    edit_claim,
    edit_many,
    export_library,
    find_claim,
    new_claim,
    reinstate_claim,
    sign_claim,
    submit_claim,
    withdraw_claim,
)
from assistant.service.people import add_user
from assistant.service.rooms import Rooms
from assistant.store.claim_rows import ClaimStore
from assistant.users import User, UserRole
from guardrails import Claim, ClaimSet, GuardrailError
from tests.assistant.conftest import AS_OF

ROW = {"claim_id": "HB-T-1", "text": "Bottles of the capsules hold ten each.", "claim_type": "admin"}
OTHER = {"text": "Bottles of the capsules hold twelve each."}
PASSWORD = "correct horse battery 9"
SOURCE = "39151115"
Step = Callable[[Rooms], Any]


class BothHaveLooked(ClaimStore):
    """Rows whose first write in each thread waits until the other has decided too, on what it read."""

    gate: Barrier
    passed: local

    def put(self, *args: Any, **named: Any) -> None:
        if not hasattr(self.passed, "by"):
            self.passed.by = True
            with suppress(BrokenBarrierError):
                self.gate.wait(timeout=20)
        super().put(*args, **named)


class Overtaken(ClaimStore):
    """Rows of a service that is overtaken between its look and its first write."""

    meanwhile: list[Callable[[], object]]

    def adopt(self, *args: Any) -> None:
        while self.meanwhile:
            self.meanwhile.pop()()
        super().adopt(*args)


def overtaken(rooms: Rooms, meanwhile: Callable[[], object]) -> Rooms:
    rows = Overtaken(rooms.claim_rows._engine)
    rows.meanwhile = [meanwhile]
    return replace(rooms, claim_rows=rows)


@pytest.fixture(params=["sqlite", "postgres"])
def services(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Rooms, Rooms]]:
    """Two services on one database."""
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    settings = AppSettings(home=tmp_path / "home", database_url=url)
    engine = make_engine(settings.sql_url())
    with open_rooms(settings, clock=lambda: AS_OF) as one:
        rows = ClaimStore(engine)
        yield one, replace(one, claim_rows=rows, shelf=ClaimShelf(rows, lambda: ClaimSet(())))
    engine.dispose()


def at_once(services: tuple[Rooms, Rooms], *steps: Step) -> list[bool]:
    """Which of the steps were refused as too late, each taken by a service of its own on what both saw."""
    gate, passed = Barrier(2), local()

    def refused(rooms: Rooms, step: Step) -> bool:
        rows = BothHaveLooked(rooms.claim_rows._engine)
        rows.gate, rows.passed = gate, passed
        try:
            step(replace(rooms, claim_rows=rows))
        except Conflict as exc:
            return "meanwhile" in str(exc)
        return False

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(refused, services, steps))


def state(rooms: Rooms, name: str = "HB-T-1") -> str:
    return find_claim(rooms, name).state


def signed(rooms: Rooms, disciplines: str, **fields: object) -> Claim:
    """A claim under review with these signatures; with all three it is approved."""
    new_claim(rooms, {**ROW, **fields}, AS_OF)
    return submitted(rooms, disciplines)


def submitted(rooms: Rooms, disciplines: str) -> Claim:
    submit_claim(rooms, find_claim(rooms, "HB-T-1"), AS_OF)
    for discipline in disciplines:
        sign_claim(rooms, find_claim(rooms, "HB-T-1"), discipline, "A. Reviewer", AS_OF)
    return find_claim(rooms, "HB-T-1")


def signing(discipline: str, name: str = "HB-T-1") -> Step:
    return lambda rooms: sign_claim(rooms, find_claim(rooms, name), discipline, f"{discipline}. R", AS_OF)


def withdrawing(name: str) -> Step:
    return lambda rooms: withdraw_claim(rooms, find_claim(rooms, name), "Misread.", AS_OF)


def editing(rooms: Rooms) -> None:
    edit_claim(rooms, find_claim(rooms, "HB-T-1"), OTHER, AS_OF)


def test_no_signature_undoes_another(services: tuple[Rooms, Rooms]) -> None:
    one, other = services
    signed(one, "M")
    late = at_once(services, signing("L"), signing("R"))
    assert sorted(late) == [False, True]
    assert (state(other), len(find_claim(other, "HB-T-1").signatures)) == ("pending_review", 2)
    signing("L" if late[0] else "R")(other)
    assert {s.discipline for s in find_claim(one, "HB-T-1").signatures} == {"M", "L", "R"}
    assert state(one) == "approved"
    told = [e.action for e in one.audit.events() if e.detail.get("claim") == "HB-T-1 v1"]
    assert (told.count("claim.signed"), told.count("claim.approved")) == (2, 1), "who came late left no trace"


def test_what_was_withdrawn_is_not_reinstated_by_who_looked_before(services: tuple[Rooms, Rooms]) -> None:
    one, _ = services
    signed(one, "MLR", references=[f"pmid:{SOURCE}"])
    run_cascade(one, Cause.RETRACTION, SOURCE, AS_OF)
    late = at_once(
        services, withdrawing("HB-T-1"), lambda rooms: reinstate_claim(rooms, find_claim(rooms, "HB-T-1"), AS_OF)
    )
    assert sorted(late) == [False, True]
    assert state(one) == ("approved" if late[0] else "withdrawn")


def test_what_an_approval_replaces_is_not_withdrawn_under_it(services: tuple[Rooms, Rooms]) -> None:
    one, _ = services
    signed(one, "MLR")
    editing(one)
    submitted(one, "ML")
    late = at_once(services, signing("R"), withdrawing("HB-T-1 v1"))
    assert sorted(late) == [False, True]
    states = (state(one, "HB-T-1 v2"), state(one, "HB-T-1 v1"))
    assert states == (("pending_review", "withdrawn") if late[0] else ("approved", "superseded"))


def test_of_two_versions_that_get_their_last_signature_one_comes_into_force(services: tuple[Rooms, Rooms]) -> None:
    one, _ = services
    signed(one, "ML")
    editing(one)
    submitted(one, "ML")
    late = at_once(services, signing("R", "HB-T-1 v1"), signing("R", "HB-T-1 v2"))
    assert sorted(late) == [False, True]
    states = (state(one, "HB-T-1 v1"), state(one, "HB-T-1 v2"))
    assert states == (("pending_review", "approved") if late[0] else ("approved", "pending_review"))


def test_a_version_whose_newer_one_is_approved_is_not_signed_any_more(services: tuple[Rooms, Rooms]) -> None:
    one, _ = services
    signed(one, "ML")
    editing(one)
    submitted(one, "MLR")
    with pytest.raises(GuardrailError, match="open a new version with this wording, or withdraw 'HB-T-1 v2'"):
        signing("R", "HB-T-1 v1")(one)
    assert state(one, "HB-T-1 v1") == "pending_review"
    withdrawing("HB-T-1 v2")(one)
    signing("R", "HB-T-1 v1")(one)
    assert (state(one, "HB-T-1 v1"), state(one, "HB-T-1 v2")) == ("approved", "withdrawn")


def test_a_version_whose_newer_one_is_approved_is_not_reinstated(services: tuple[Rooms, Rooms]) -> None:
    """A library of an earlier release may hold both."""
    one, _ = services
    first = signed(one, "MLR", references=[f"pmid:{SOURCE}"])
    run_cascade(one, Cause.RETRACTION, SOURCE, AS_OF)
    one.claim_rows.put([replace(first, version=2)], AS_OF, ())
    with pytest.raises(GuardrailError, match="'HB-T-1 v2' is approved"):
        reinstate_claim(one, find_claim(one, "HB-T-1 v1"), AS_OF)


def test_an_approval_ends_the_version_in_force_though_it_follows_one_that_never_was(
    services: tuple[Rooms, Rooms],
) -> None:
    one, _ = services
    signed(one, "MLR")
    editing(one)
    submitted(one, "")
    edit_claim(one, find_claim(one, "HB-T-1"), {"text": "Bottles of the capsules hold twenty each."}, AS_OF)
    submitted(one, "ML")
    third, followed = signing("R")(one)
    assert [state(one, f"HB-T-1 v{n}") for n in (1, 2, 3)] == ["superseded", "pending_review", "approved"]
    assert [report.subject for report in followed] == ["HB-T-1 v1"]
    assert find_claim(one, "HB-T-1 v1").superseded_by == third.key


def test_of_two_next_versions_one_is_kept(services: tuple[Rooms, Rooms]) -> None:
    one, _ = services
    signed(one, "MLR")
    late = at_once(services, editing, lambda rooms: edit_many(rooms, lambda _: True, {"channels": ["video"]}, AS_OF))
    assert sorted(late) == [False, True]
    assert (find_claim(one, "HB-T-1").text == OTHER["text"]) is late[1]


def test_nobody_submits_a_wording_that_he_did_not_see(services: tuple[Rooms, Rooms]) -> None:
    one, _ = services
    new_claim(one, ROW, AS_OF)
    late = at_once(services, editing, lambda rooms: submit_claim(rooms, find_claim(rooms, "HB-T-1"), AS_OF))
    assert sorted(late) == [False, True]
    assert state(one) == ("pending_review" if late[0] else "draft")


def test_of_two_new_claims_with_one_id_one_is_kept(services: tuple[Rooms, Rooms]) -> None:
    late = at_once(services, *[lambda rooms, row=row: new_claim(rooms, row, AS_OF) for row in (ROW, ROW | OTHER)])
    assert sorted(late) == [False, True]
    assert find_claim(services[0], "HB-T-1").text == (ROW | OTHER if late[0] else ROW)["text"]


def test_a_fall_suspends_what_is_in_force_still_and_takes_back_no_withdrawal(services: tuple[Rooms, Rooms]) -> None:
    one, other = services
    signed(one, "MLR", references=[f"pmid:{SOURCE}"])
    second = replace(find_claim(one, "HB-T-1"), claim_id="HB-T-2")
    one.claim_rows.put([second], AS_OF, ())
    report = run_cascade(overtaken(other, lambda: withdrawing("HB-T-1")(one)), Cause.RETRACTION, SOURCE, AS_OF)
    assert report.suspended == ("HB-T-2 v1",)
    assert (state(one), state(one, "HB-T-2")) == ("withdrawn", "suspended")


def test_a_file_takes_back_no_step_since_it_was_compared(services: tuple[Rooms, Rooms], tmp_path: Path) -> None:
    one, other = services
    signed(one, "M")
    path = tmp_path / "claims.yaml"
    path.write_text(export_library(one, "yaml"), encoding="utf-8")
    preview = preview_import(one, path)
    signing("L")(other)
    with pytest.raises(Conflict, match="meanwhile"):
        apply_import(one, preview, AS_OF)
    assert len(find_claim(one, "HB-T-1").signatures) == 2


def test_of_two_files_that_bring_versions_of_one_claim_one_comes_into_force(
    services: tuple[Rooms, Rooms], tmp_path: Path
) -> None:
    one, other = services
    first = signed(one, "MLR")
    previews = []
    for version in (2, 3):
        path = tmp_path / f"v{version}.yaml"
        text = export_library(one, "yaml").replace("version: 1", f"version: {version}")
        path.write_text(text.replace("ten", f"{version}0"), encoding="utf-8")
        previews.append(preview_import(one, path))
    with pytest.raises(Conflict, match="meanwhile"):
        apply_import(overtaken(other, lambda: apply_import(one, previews[1], AS_OF)), previews[0], AS_OF)
    assert (state(one, first.key), state(one, "HB-T-1 v3")) == ("superseded", "approved")
    with pytest.raises(NotFound):
        state(one, "HB-T-1 v2")


def test_no_write_leaves_two_versions_in_force(services: tuple[Rooms, Rooms]) -> None:
    one, _ = services
    first = signed(one, "MLR")
    with pytest.raises(Conflict, match="never two are in force"):
        one.claim_rows.put([replace(first, version=2)], AS_OF, ())
    assert [c.key for c in one.claim_rows.all()] == [first.key]


def test_the_first_step_ever_is_not_undone_by_who_looked_before_it(services: tuple[Rooms, Rooms]) -> None:
    """Claims of the file become rows with the first step; two services may both find none."""
    file = ClaimSet(tuple(Claim(f"HB-T-{n}", 1, ROW["text"], "admin", "draft") for n in (1, 2)))

    quick, slow = (replace(r, shelf=ClaimShelf(r.claim_rows, lambda: file)) for r in services)
    slow = overtaken(slow, lambda: submit_claim(quick, find_claim(quick, "HB-T-1"), AS_OF))
    submit_claim(slow, find_claim(slow, "HB-T-2"), AS_OF)
    assert (state(slow, "HB-T-1"), state(quick, "HB-T-2")) == ("pending_review", "pending_review")


def test_at_the_desk_who_signs_too_late_looks_again(services: tuple[Rooms, Rooms]) -> None:
    one, other = services
    claim = signed(one, "")

    def person(role: UserRole) -> User:
        user = add_user(one, role.value, role.value, role, PASSWORD)
        one.people.change_user(user.user_id, {"change_by": None})
        return replace(user, change_by=None)

    def by(user: User) -> Step:
        return lambda rooms: take_step(rooms, user, claim.key, stamp_of(claim), "sign", password=PASSWORD)

    late = at_once(services, *[by(person(r)) for r in (UserRole.REVIEWER_MEDICAL, UserRole.REVIEWER_LEGAL)])
    assert sorted(late) == [False, True]
    (signature,) = find_claim(other, "HB-T-1").signatures
    assert signature.discipline == ("L" if late[0] else "M")
