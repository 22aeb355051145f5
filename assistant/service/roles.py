"""Which role may make which document. One table; what is not in it is refused."""

from __future__ import annotations

from assistant.domain import Role
from assistant.errors import NotAllowed

_AM, _MSL, _REVIEWER = Role.ACCOUNT_MANAGER, Role.MSL, Role.REVIEWER
MAY_MAKE: dict[str, frozenset[Role]] = {
    "answer": frozenset({_MSL, _REVIEWER}),
    "routing_card": frozenset({_AM}),
    "call_pack": frozenset({_AM}),
    "day_sheet": frozenset({_AM}),
    "say_sheet": frozenset({_AM, _REVIEWER}),
    "email_fragment": frozenset({_AM}),
    "in_service": frozenset({_AM}),
    "promotional_deck": frozenset({_AM}),
    "pt_brief": frozenset({_MSL, _REVIEWER}),
    "response_letter": frozenset({_MSL}),
    "evidence_table": frozenset({_MSL, _REVIEWER}),
    "interaction_card": frozenset({_MSL, _REVIEWER}),
    "pk_card": frozenset({_MSL, _REVIEWER}),
    "scientific_deck": frozenset({_MSL}),
    "gap_report": frozenset({_MSL, _REVIEWER}),
    "review_sheet": frozenset({_REVIEWER}),
}


def allow(role: Role, artifact: str) -> None:
    """Return if this role may make this document.

    Raises:
        NotAllowed: It may not, or the document is unknown.
    """
    if role not in MAY_MAKE.get(artifact, frozenset()):
        who = ", ".join(sorted(r.value for r in MAY_MAKE.get(artifact, ()))) or "nobody"
        raise NotAllowed(f"{role.value} may not make a {artifact.replace('_', ' ')}; that is for {who}.")
