"""Where an approved claim may be said: mode, audience, jurisdiction, product and channel."""

from __future__ import annotations

from guardrails.claims.zones import covers, known_jurisdiction, places_of
from guardrails.domain import Claim, Context, Mode

REACTIVE_AUDIENCE = "HCP_reactive_MSL"
_READS = {
    REACTIVE_AUDIENCE: "HCP who asked an MSL",
    Mode.SCIENTIFIC_REACTIVE.value: "reactive scientific",
    Mode.SCIENTIFIC_PROACTIVE.value: "proactive scientific",
}
"""Words for a value whose own name no reader of a reason would know."""


def out_of_scope(claim: Claim, mode: Mode, context: Context) -> tuple[str, ...]:
    """Why the claim may not be used here, in plain words; empty if it may. Whether it is in force is another matter."""
    return tuple(
        reason
        for reason in (
            _mode(claim, mode),
            _audience(claim, mode, context),
            _jurisdiction(claim, context),
            _product(claim, context),
            _channel(claim, context),
        )
        if reason
    )


def _mode(claim: Claim, mode: Mode) -> str | None:
    if claim.modes and mode not in claim.modes:
        return f"it is approved for {_listed(claim.modes)} use, not for {_listed(mode)} use"
    return None


def _audience(claim: Claim, mode: Mode, context: Context) -> str | None:
    allowed = set(claim.audiences)
    if mode is Mode.SCIENTIFIC_REACTIVE and REACTIVE_AUDIENCE in allowed:
        allowed.add("HCP")
    asked = "HCP" if context.audience == REACTIVE_AUDIENCE and "HCP" in allowed else context.audience
    if mode is not Mode.SCIENTIFIC_REACTIVE:
        allowed.discard(REACTIVE_AUDIENCE)
    if mode is Mode.INTERNAL and context.audience == "INTERNAL":
        return None
    if asked not in allowed:
        asked_for = _listed(context.audience or "nobody named")
        return f"it is approved for the audience {_listed(claim.audiences)}, not for {asked_for}"
    return None


def _jurisdiction(claim: Claim, context: Context) -> str | None:
    here = context.jurisdiction
    if not known_jurisdiction(here):
        return None  # judged apart: nobody can say whether it is in scope
    for place in places_of(here):
        if any(covers(excluded, place) for excluded in claim.jurisdictions_exclude):
            return f"it is not approved in {place}"
        if not any(covers(included, place) for included in claim.jurisdictions_include):
            return f"it is approved in {_listed(claim.jurisdictions_include)}, not in {place}"
    return None


def _product(claim: Claim, context: Context) -> str | None:
    if claim.product_ids and context.product_ids and not set(claim.product_ids) & set(context.product_ids):
        return f"it is about {_listed(claim.product_ids)}, and this text is about {_listed(context.product_ids)}"
    return None


def _channel(claim: Claim, context: Context) -> str | None:
    if claim.channels and context.channel and context.channel not in claim.channels:
        return f"it is approved for the channels {_listed(claim.channels)}, not for {context.channel}"
    return None


def _listed(values: object) -> str:
    items = [str(getattr(v, "value", v)) for v in (values if isinstance(values, tuple) else (values,))]
    return ", ".join(_READS.get(item, item) for item in items) or "none"
