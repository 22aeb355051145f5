"""Accounts brought in by a person: previewed, kept screened for a quarter of an hour, and only within one's own territory."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.accounts.mapping import shipped_mappings
from assistant.accounts.planning import Held, ImportPlan
from assistant.domain import Account, Interaction, Meeting, Person, Request
from assistant.errors import Forbidden, ImportRefused, NotFound
from assistant.people.permissions import may_open
from assistant.service.accounts import apply, held_of, preview, relay
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.users import User

KEPT_FOR = timedelta(minutes=15)
KINDS = (".csv", ".json", ".ics")
_GONE = "The preview is gone. Choose the file again."


@dataclass(slots=True)
class Previews:
    """Plans that wait for a yes, in memory alone: screened, one a person."""

    _plans: dict[str, tuple[str, datetime, ImportPlan]] = field(default_factory=dict)

    def keep(self, user: User, plan: ImportPlan, now: datetime) -> str:
        """A token for this plan; an earlier one of the same person is gone."""
        token = secrets.token_urlsafe(16)
        self._plans[user.user_id] = (token, now, plan)
        return token

    def take(self, user: User, token: str, now: datetime) -> ImportPlan:
        """The plan, once.

        Raises:
            NotFound: It was taken, replaced, or is older than a quarter of an hour.
        """
        kept = self._plans.pop(user.user_id, None)
        if kept is None or not secrets.compare_digest(kept[0], token) or now - kept[1] > KEPT_FOR:
            raise NotFound(_GONE)
        return kept[2]


def preview_upload(rooms: Rooms, user: User, name: str, content: bytes, mapping: str) -> ImportPlan:
    """What importing this file would do; nothing is written.

    What is not one's business counts as unknown, so that the preview tells nothing of it, not even that it exists.

    Raises:
        ImportRefused: File or mapping cannot be read, or the file is of another kind.
        Forbidden: A row is about no account of one's territory, or another's product. An event in it is relayed all the same.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        raise ImportRefused(f"The file ends in {suffix!r}; bring {', '.join(KINDS)}.")
    if mapping and mapping not in shipped_mappings():
        raise ImportRefused(f"No mapping {mapping!r}; choose one of {', '.join(shipped_mappings())}.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{suffix}"
        path.write_bytes(content)
        mine = _held_within(rooms, user)
        plan = preview(rooms, path, mapping or None, rooms.clock(), held=mine)
    try:
        _within(rooms, user, mine, (*plan.new, *plan.changed))
    except Forbidden:
        relay(rooms, plan)
        raise
    return plan


def apply_plan(rooms: Rooms, user: User, plan: ImportPlan, *, skip_bad: bool) -> int:
    """Write a plan; how many objects were written. Its relay tasks are opened first, whatever follows.

    Raises:
        ImportRefused: Rows are wrong and are not to be skipped.
        NotFound: What it would write was changed since the preview, or is another territory's: both in the same words.
        Forbidden: A row is about no account of one's territory, or about another's product.
    """
    relay(rooms, plan)
    held = held_of(rooms)
    _within(rooms, user, _held_within(rooms, user), (*plan.new, *plan.changed))
    if any(held.get(thing) is not None for thing in plan.new) or any(held.get(t) is None for t in plan.changed):
        rooms.audit.append(rooms.actor, "accounts.import_refused", {"kind": plan.kind}, rooms.clock())
        raise NotFound(_GONE)
    whole = replace(plan, changed=tuple(_whole(held, thing, Sight(rooms, user)) for thing in plan.changed))
    return apply(rooms, whole, rooms.clock(), skip_bad=skip_bad)


def _whole(held: Held, thing: object, sight: Sight) -> object:
    """The thing with what the formulary says of others' products: the person did not see it and changes nothing of it."""
    before = held.get(thing)
    if not isinstance(thing, Account) or not isinstance(before, Account):
        return thing
    others = (row for row in before.formulary if sight.named(row[0]))
    return replace(thing, formulary=tuple(sorted((*thing.formulary, *others))))


def _held_within(rooms: Rooms, user: User) -> Held:
    """What is stored and one's own business."""
    held, sight = held_of(rooms), Sight(rooms, user)
    return Held(
        accounts={k: sight.account(v) for k, v in held.accounts.items() if sight.has(v)},
        people={k: v for k, v in held.people.items() if sight.has(v)},
        interactions={k: v for k, v in held.interactions.items() if sight.has(v)},
        meetings={k: v for k, v in held.meetings.items() if sight.has(v)},
        requests={k: v for k, v in held.requests.items() if v.account_id and sight.has(v)},
    )


def _within(rooms: Rooms, user: User, mine: Held, things: Iterable[object]) -> None:
    """Refuse rows about products and accounts that are not one's own, in the same words whether they exist or not."""
    things, sight = tuple(things), Sight(rooms, user)
    for thing in things:
        told = sight.named(" ".join(dict(thing.formulary))) if isinstance(thing, Account) else sight.about(thing)
        if strange := sorted(p for p in told if not sight.speaks_for((p,))):
            raise Forbidden(f"{strange[0]} is not among your products. Leave its rows out.")
    if not user.territories:
        return
    coming = {t.account_id: t for t in things if isinstance(t, Account)}
    own = {key for key, account in coming.items() if may_open(user, account.jurisdiction)} | (
        mine.accounts.keys() - coming.keys()
    )
    touched = {
        t.account_id
        for t in things
        if isinstance(t, Account | Person | Interaction | Meeting | Request) and t.account_id
    }
    if strange := sorted(touched - own):
        raise Forbidden(f"{strange[0]} is no account of your territory. Leave its rows out.")
