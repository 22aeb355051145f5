"""The one permission table: which role may do what and make which document. Doors and use cases ask it; nothing else decides."""

from __future__ import annotations

from enum import StrEnum

from assistant.domain import Role
from assistant.errors import NotAllowed
from assistant.users import User, UserRole


class Permission(StrEnum):
    """One thing a route lets a person do."""

    SIGNED_IN = "signed_in"
    ASK = "ask"
    PREPARE = "prepare"
    BRIEF = "brief"
    PLAN = "plan"
    CHECK = "check"
    EVIDENCE = "evidence"
    CLAIMS = "claims"
    CLAIMS_CHANGE = "claims.change"
    ACCOUNTS = "accounts"
    ACCOUNTS_CHANGE = "accounts.change"
    REQUESTS = "requests"
    LETTERS = "letters"
    TASKS = "tasks"
    DOCUMENTS = "documents"
    SUBMIT = "review.submit"
    REVIEW = "review"
    SIGN = "review.sign"
    RELEASED = "released"
    RULES = "rules"
    AUDIT = "audit"
    QUALITY = "quality"
    SAFETY = "safety"
    SAFETY_CLOSE = "safety.close"
    JOBS = "jobs"
    PEOPLE = "people"
    METRICS = "metrics"


_ACCOUNT_MANAGER, _MSL, _DRUG_SAFETY, _EVALUATOR, _ADMIN = (
    UserRole.ACCOUNT_MANAGER,
    UserRole.MSL,
    UserRole.DRUG_SAFETY,
    UserRole.EVALUATOR,
    UserRole.ADMIN,
)
_REVIEWERS = frozenset({UserRole.REVIEWER_MEDICAL, UserRole.REVIEWER_LEGAL, UserRole.REVIEWER_REGULATORY})
_FIELD = frozenset({_ACCOUNT_MANAGER, _MSL})
_ALL = frozenset(UserRole)
_MEDICAL = frozenset({_MSL}) | _REVIEWERS

MAY_MAKE: dict[str, frozenset[UserRole]] = {
    "answer": _MEDICAL | {_EVALUATOR},
    "routing_card": frozenset({_ACCOUNT_MANAGER}),
    "call_pack": _FIELD,
    "pt_brief": _FIELD,
    "email_fragment": frozenset({_ACCOUNT_MANAGER}),
    "in_service": frozenset({_ACCOUNT_MANAGER}),
    "account_plan": frozenset({_ACCOUNT_MANAGER}),
    "business_review": frozenset({_ACCOUNT_MANAGER}),
    "promotional_deck": frozenset({_ACCOUNT_MANAGER}),
    "response_letter": frozenset({_MSL}),
    "scientific_deck": frozenset({_MSL}),
    "evidence_table": _MEDICAL,
    "interaction_card": _MEDICAL,
    "pk_card": _MEDICAL,
    "gap_report": _MEDICAL,
    "review_sheet": _REVIEWERS,
    "search_digest": _ALL,
}
"""Which role may have which document drafted; what is not in it is refused."""

MAY_BEGIN: dict[str, frozenset[UserRole]] = {
    "packs": MAY_MAKE["call_pack"],
    "alerts": _FIELD,
    "digest": _FIELD,
    "gate": frozenset({_EVALUATOR, _ADMIN}),
    "recheck": frozenset({_ADMIN}),
    "ingest": frozenset({_ADMIN}),
    "update": frozenset({_ADMIN}),
    "cascade": frozenset({_ADMIN}),
}
"""Which role may begin which kind of background work."""

ALLOWED: dict[Permission, frozenset[UserRole]] = {
    Permission.SIGNED_IN: _ALL,
    Permission.ASK: MAY_MAKE["answer"] | MAY_MAKE["routing_card"],
    Permission.PREPARE: MAY_MAKE["call_pack"],
    Permission.BRIEF: MAY_MAKE["pt_brief"],
    Permission.PLAN: MAY_MAKE["account_plan"] & MAY_MAKE["business_review"],
    Permission.CHECK: _FIELD | _REVIEWERS | {_EVALUATOR},
    Permission.EVIDENCE: MAY_MAKE["search_digest"],
    Permission.CLAIMS: _ALL,
    Permission.CLAIMS_CHANGE: _REVIEWERS,
    Permission.ACCOUNTS: _FIELD,
    Permission.ACCOUNTS_CHANGE: frozenset({_ACCOUNT_MANAGER}),
    Permission.REQUESTS: frozenset({_MSL}),
    Permission.LETTERS: MAY_MAKE["response_letter"],
    Permission.TASKS: _FIELD | _REVIEWERS | {_ADMIN},
    Permission.DOCUMENTS: _FIELD | _REVIEWERS,
    Permission.SUBMIT: _FIELD,
    Permission.REVIEW: _REVIEWERS,
    Permission.SIGN: _REVIEWERS,
    Permission.RELEASED: _REVIEWERS | {_ADMIN},
    Permission.RULES: _ALL,
    Permission.AUDIT: _REVIEWERS | {_ADMIN},
    Permission.QUALITY: frozenset({_EVALUATOR, _ADMIN}) | _REVIEWERS,
    Permission.SAFETY: _FIELD | _REVIEWERS | {_DRUG_SAFETY, _ADMIN},
    Permission.SAFETY_CLOSE: frozenset({_DRUG_SAFETY}),
    Permission.JOBS: _FIELD | {_EVALUATOR, _ADMIN},
    Permission.PEOPLE: frozenset({_ADMIN}),
    Permission.METRICS: frozenset({_ADMIN}),
}


def allows(role: UserRole, permission: Permission) -> bool:
    """True where the role has the permission."""
    return role in ALLOWED[permission]


def require_maker(role: Role, artifact: str) -> None:
    """Return if this role may have this document drafted.

    Raises:
        NotAllowed: It may not, or the document is unknown.
    """
    made_by = MAY_MAKE.get(artifact, frozenset())
    if not (_REVIEWERS if role is Role.REVIEWER else {UserRole(role.value)}) <= made_by:
        who = ", ".join(sorted(r.words for r in made_by)) or "nobody"
        raise NotAllowed(f"{role.value} may not make a {artifact.replace('_', ' ')}; that is for {who}.")


def permissions_of(role: UserRole) -> frozenset[Permission]:
    """All that a role may do."""
    return frozenset(p for p in Permission if allows(role, p))


def may_open(user: User, jurisdiction: str) -> bool:
    """True where accounts of this place are this person's business."""
    return not user.territories or jurisdiction in user.territories


def may_speak_for(user: User, product_id: str) -> bool:
    """True where this product is this person's business."""
    return not user.products or product_id.lower() in {mine.lower() for mine in user.products}
