"""Products, requests, accounts and people by the names that people use."""

from __future__ import annotations

import re

from assistant.domain import Account, Person, Request
from assistant.errors import NotFound
from assistant.service.rooms import Rooms
from guardrails import Product, fold

_HIDDEN = fold("\u00ad")
"""What folding puts in place of a sign that nobody sees."""


def product_named(rooms: Rooms, wanted: str) -> Product:
    """A product by id or name.

    Raises:
        NotFound: The claims library has none of that name.
    """
    if found := find_product(rooms, wanted):
        return found
    known = ", ".join(p.product_id for p in rooms.claims.products) or "none"
    raise NotFound(f"No product {wanted!r} in the claims library. Known: {known}.")


def find_product(rooms: Rooms, wanted: str) -> Product | None:
    """A product of the claims library by id or name, whatever its case; None where there is none."""
    key = wanted.strip().lower()
    names = ((p, {p.product_id.lower(), *(name.lower() for name in p.names)}) for p in rooms.claims.products)
    return next((product for product, known in names if key in known), None)


def products_named(rooms: Rooms, text: str) -> frozenset[str]:
    """Ids of the products of this house that a text names, by brand or id and however they are written.

    Generic names are left out: they are those of other companies' products and of the literature as well.
    """
    plain = fold(text).replace(_HIDDEN, "")
    return frozenset(
        product.product_id
        for product in rooms.claims.products
        for name in {fold(product.product_id), *(fold(name) for name in product.names[:1])}
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain)
    )


def request_named(rooms: Rooms, request_id: str) -> Request:
    """A logged request.

    Raises:
        NotFound: No request of that id.
    """
    request = rooms.objects.get(Request, request_id)
    if request is None:
        known = ", ".join(r.request_id for r in rooms.objects.all(Request)) or "none"
        raise NotFound(f"No request {request_id!r}. Known: {known}.")
    return request


def account_named(rooms: Rooms, wanted: str) -> Account:
    """The one account of this id, or whose name holds these words.

    Raises:
        NotFound: None, or more than one.
    """
    accounts = {a.account_id: a for a in rooms.objects.all(Account)}
    return accounts[one_of(wanted, {key: a.name for key, a in accounts.items()}, "account")]


def person_called(rooms: Rooms, wanted: str) -> Person:
    """The one person of this id, or whose name holds these words.

    Raises:
        NotFound: None, or more than one.
    """
    people = {p.person_id: p for p in rooms.objects.all(Person)}
    return people[one_of(wanted, {key: p.name for key, p in people.items()}, "person")]


def one_of(wanted: str, names: dict[str, str], noun: str) -> str:
    """The key that is meant: the key itself, or the only one whose name holds these words.

    Raises:
        NotFound: None, or more than one.
    """
    if wanted in names:
        return wanted
    hits = [key for key, name in names.items() if wanted.lower() in name.lower()]
    if len(hits) == 1:
        return hits[0]
    known = "; ".join(sorted(f"{key} {name}" for key, name in names.items())) or "none"
    raise NotFound(f"{'More than one' if hits else 'No'} {noun} {wanted!r}. Known: {known}.")
