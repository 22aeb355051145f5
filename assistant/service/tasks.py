"""Correction tasks: who has to be told, which file has to be called back, because what it rested on no longer holds."""

from __future__ import annotations

from assistant.errors import NotFound
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.store.ledger import CorrectionTask
from assistant.users import User, UserRole

_THEIR_OWN = frozenset({UserRole.ACCOUNT_MANAGER, UserRole.MSL})


def tasks_of(rooms: Rooms, user: User, *, open_only: bool = True) -> tuple[CorrectionTask, ...]:
    """The tasks that are this person's business, oldest first.

    Calls at accounts of one's territory; files that one handed out; for reviewers and administrators also claims, and the
    files of all. What is about others' products is nobody else's.
    """
    return Sight(rooms, user).of(task for task in rooms.ledger.tasks(open_only=open_only) if _concerns(user, task))


def close_task(rooms: Rooms, user: User, task_id: str) -> None:
    """Mark a task as done.

    Raises:
        NotFound: No open task of that id is this person's business.
    """
    if task_id not in {task.task_id for task in tasks_of(rooms, user)}:
        raise NotFound(f"No open task {task_id!r} of yours.")
    now = rooms.clock()
    rooms.ledger.close_task(task_id, now)
    rooms.audit.append(rooms.actor, "task.closed", {"task": task_id}, now)


def _concerns(user: User, task: CorrectionTask) -> bool:
    if task.kind == "call":
        return True
    return user.role not in _THEIR_OWN or (task.kind == "export" and task.detail.get("by") == user.user_id)
