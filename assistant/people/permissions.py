"""The one permission table: which role may do what. Doors ask it; nothing else decides."""

from __future__ import annotations

from enum import StrEnum

from assistant.users import User, UserRole


class Permission(StrEnum):
    """One thing a route lets a person do."""

    SIGNED_IN = "signed_in"
    ASK = "ask"
    PREPARE = "prepare"
    BRIEF = "brief"
    CHECK = "check"
    EVIDENCE = "evidence"
    CLAIMS = "claims"
    ACCOUNTS = "accounts"
    ACCOUNTS_CHANGE = "accounts.change"
    REQUESTS = "requests"
    DOCUMENTS = "documents"
    SUBMIT = "review.submit"
    REVIEW = "review"
    SIGN = "review.sign"
    RELEASED = "released"
    RULES = "rules"
    AUDIT = "audit"
    QUALITY = "quality"
    SAFETY = "safety"
    JOBS = "jobs"
    PEOPLE = "people"


_ACCOUNT_MANAGER, _MSL, _EVALUATOR, _ADMIN = (
    UserRole.ACCOUNT_MANAGER,
    UserRole.MSL,
    UserRole.EVALUATOR,
    UserRole.ADMIN,
)
_REVIEWERS = frozenset({UserRole.REVIEWER_MEDICAL, UserRole.REVIEWER_LEGAL, UserRole.REVIEWER_REGULATORY})
_FIELD = frozenset({_ACCOUNT_MANAGER, _MSL})
_ALL = frozenset(UserRole)

ALLOWED: dict[Permission, frozenset[UserRole]] = {
    Permission.SIGNED_IN: _ALL,
    Permission.ASK: _ALL - {_ADMIN},
    Permission.PREPARE: _FIELD,
    Permission.BRIEF: _FIELD,
    Permission.CHECK: _ALL - {_ADMIN},
    Permission.EVIDENCE: _ALL,
    Permission.CLAIMS: _ALL,
    Permission.ACCOUNTS: _FIELD,
    Permission.ACCOUNTS_CHANGE: frozenset({_ACCOUNT_MANAGER}),
    Permission.REQUESTS: frozenset({_MSL}),
    Permission.DOCUMENTS: _FIELD | _REVIEWERS,
    Permission.SUBMIT: _FIELD,
    Permission.REVIEW: _REVIEWERS,
    Permission.SIGN: _REVIEWERS,
    Permission.RELEASED: _REVIEWERS | {_ADMIN},
    Permission.RULES: _ALL,
    Permission.AUDIT: _REVIEWERS | {_ADMIN},
    Permission.QUALITY: frozenset({_EVALUATOR, _ADMIN}) | _REVIEWERS,
    Permission.SAFETY: _FIELD | _REVIEWERS,
    Permission.JOBS: _FIELD | {_ADMIN},
    Permission.PEOPLE: frozenset({_ADMIN}),
}


def allows(role: UserRole, permission: Permission) -> bool:
    """True where the role has the permission."""
    return role in ALLOWED[permission]


def permissions_of(role: UserRole) -> frozenset[Permission]:
    """All that a role may do."""
    return frozenset(p for p in Permission if allows(role, p))


def may_open(user: User, jurisdiction: str) -> bool:
    """True where accounts of this place are this person's business."""
    return not user.territories or jurisdiction in user.territories


def may_speak_for(user: User, product_id: str) -> bool:
    """True where this product is this person's business."""
    return not user.products or product_id in user.products
