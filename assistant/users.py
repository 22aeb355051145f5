"""Who works here: users, their roles, sessions and keys. Frozen values without I/O; secrets appear only as hashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class UserRole(StrEnum):
    """What a person is employed to do; the permission table says what that allows."""

    ACCOUNT_MANAGER = "account_manager"
    MSL = "msl"
    REVIEWER_MEDICAL = "reviewer_medical"
    REVIEWER_LEGAL = "reviewer_legal"
    REVIEWER_REGULATORY = "reviewer_regulatory"
    DRUG_SAFETY = "drug_safety"
    EVALUATOR = "evaluator"
    ADMIN = "admin"

    @property
    def words(self) -> str:
        """The role as people say it."""
        return _WORDS[self]

    @property
    def discipline(self) -> str | None:
        """M, L or R for a reviewer, else None."""
        return _DISCIPLINES.get(self)


_WORDS = {
    UserRole.ACCOUNT_MANAGER: "account manager",
    UserRole.MSL: "MSL",
    UserRole.REVIEWER_MEDICAL: "medical reviewer",
    UserRole.REVIEWER_LEGAL: "legal reviewer",
    UserRole.REVIEWER_REGULATORY: "regulatory reviewer",
    UserRole.DRUG_SAFETY: "drug safety officer",
    UserRole.EVALUATOR: "evaluator",
    UserRole.ADMIN: "administrator",
}
_DISCIPLINES = {
    UserRole.REVIEWER_MEDICAL: "M",
    UserRole.REVIEWER_LEGAL: "L",
    UserRole.REVIEWER_REGULATORY: "R",
}
DISCIPLINES = {"M": "Medical", "L": "Legal", "R": "Regulatory"}
"""The disciplines that sign, by letter."""


NOBODY = "nobody"
"""Who acts at the door under a login that does not exist."""
NOT_SIGNED_IN = {
    "local": "an administrator, on the command line",
    "mcp": "a program, on the command line (MCP)",
    NOBODY: "somebody at the door, under no login",
}
"""Who acts where nobody signs in, by the name that the audit trail keeps."""


@dataclass(frozen=True, slots=True)
class User:
    """One person with a local account."""

    user_id: str
    login: str
    """Lower case, unique."""
    name: str
    role: UserRole
    territories: tuple[str, ...] = ()
    """Jurisdictions of the accounts this person may open, e.g. `US-OH`; empty: all."""
    products: tuple[str, ...] = ()
    """Products this person may work on; empty: all."""
    active: bool = True
    theme: str = "system"
    """system | light | dark"""
    keys_on: bool = True
    """Single-key shortcuts."""
    failed: int = 0
    """Wrong passwords since the last right one."""
    locked_until: datetime | None = None
    created_at: datetime | None = None
    change_by: datetime | None = None
    """The password is a one-time one, opens nothing but the choice of another, and holds until then."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. The token itself is known to the browser alone."""

    user_id: str
    csrf: str
    created_at: datetime
    last_seen: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for programs: hashed, limited to some permissions, expiring."""

    key_id: str
    user_id: str
    name: str
    scopes: tuple[str, ...]
    """Permissions it may use, of those its owner has; empty: all of them."""
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
