"""Personal health information: the eighteen identifiers of 45 CFR 164.514(b)(2) and what singles one patient out."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from guardrails.normalise import FILLER, fold
from guardrails.screens.identifiers import find_identifiers, public_ids
from guardrails.screens.names import find_names
from guardrails.screens.places import find_addresses, find_ages, find_combination, find_dates
from guardrails.screens.spans import Apart, Span, without_overlaps
from guardrails.statements import split_to_judge
from guardrails.unbroken import broken_up


def find_phi(text: str, *, contacts: Collection[str] = (), note: bool = True) -> tuple[Span, ...]:
    """Spans that identify a patient or another private person, in text order, without overlaps.

    Args:
        text: a note, a mail, a question or a draft.
        contacts: names of professional contacts that may stand (clinicians of the account, colleagues).
        note: True for text that people typed about people, where a bare full name or date counts; False for drafts and
            literature, where a cue is needed.

    Returns:
        Spans with category (name, address, date, age over 89, phone, fax, email, ssn, mrn, plan id, account, licence,
        vehicle, device, url, ip, biometric, image, combination) and reason.
    """
    return _found(broken_up(text), frozenset(contacts), note)


@lru_cache(maxsize=64)
def _found(text: str, contacts: frozenset[str], note: bool) -> tuple[Span, ...]:
    visible = _visible(text)
    found = [*find_identifiers(visible), *find_ages(visible), *find_addresses(visible, note=note)]
    if not note:
        found = [span for span in found if span.category not in _CUED_IN_LITERATURE or _someone(visible, span)]
    named = tuple(find_names(visible, contacts=contacts, note=note))
    found += [*named, *find_dates(visible, named=named, note=note)]
    for start, end in split_to_judge(visible):
        found += [
            Span(s.start + start, s.end + start, s.category, s.reason) for s in find_combination(visible[start:end])
        ]
    if not found:
        return ()
    public = Apart(public_ids(visible))
    kept = [s for s in found if s.end > s.start and (s.category in ("name", "combination") or not public.meets(s))]
    return without_overlaps(kept)


_CUED_IN_LITERATURE = ("url", "email", "address")
_SOMEONE = re.compile(
    r"\b(?:lives?|lived|home|patient|her|his|my|mother|father|daughter|son|husband|wife|caregiver|she|he)\b", re.I
)


def _someone(text: str, span: Span) -> bool:
    """In literature addresses are for correspondence unless a person stands right before them."""
    if span.reason == "place finer than a state for one person":
        return False
    return bool(_SOMEONE.search(text[max(0, span.start - 60) : span.start]))


def _visible(text: str) -> str:
    """The text with hidden characters and odd digits read as a person sees them; same length."""
    if text.isascii():
        return text
    folded = fold(text).replace("—", "-")
    return "".join(
        " " if small == FILLER or small == " " else (small if char.isdigit() or not char.isalpha() else char)
        for char, small in zip(text, folded, strict=True)
    )
