"""Products and requests by the names that people use."""

from __future__ import annotations

from assistant.domain import Request
from assistant.errors import NotFound
from assistant.service.rooms import Rooms
from guardrails import Product


def product_named(rooms: Rooms, wanted: str) -> Product:
    """A product by id or name.

    Raises:
        NotFound: The claims library has none of that name.
    """
    key = wanted.strip().lower()
    for product in rooms.claims.products:
        if key in (product.product_id.lower(), *(name.lower() for name in product.names)):
            return product
    known = ", ".join(p.product_id for p in rooms.claims.products) or "none"
    raise NotFound(f"No product {wanted!r} in the claims library. Known: {known}.")


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
