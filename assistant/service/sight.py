"""What is a person's business: the one question that every list, page, file and change asks of a thing, by place and by product.

Whoever is limited to products sees what is about nothing else; a thing out of sight is answered in the words of one that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from assistant.domain import Account, Interaction, Meeting, Person, Request
from assistant.people.permissions import may_open, may_speak_for
from assistant.reviewing import KeptDraft, ReviewItem
from assistant.service.products import products_named
from assistant.service.rooms import Rooms
from assistant.store.ledger import CorrectionTask
from assistant.users import User
from guardrails import Claim

T = TypeVar("T")


class Sight:
    """What one person may see of everything.

    Args:
        rooms: The parts.
        user: Whose sight; None, on the command line, sees all.
    """

    def __init__(self, rooms: Rooms, user: User | None) -> None:
        self._rooms = rooms
        self._user = user

    def of(self, things: Iterable[T]) -> tuple[T, ...]:
        """Those of the things that are this person's business, in their order."""
        return tuple(thing for thing in things if self.has(thing))

    def has(self, thing: object) -> bool:
        """True where place and products of the thing are this person's business."""
        if self._user is None or not (self._user.territories or self._user.products):
            return True
        return self._near(thing) and self.speaks_for(self.about(thing))

    def account(self, account: Account) -> Account:
        """The account without what its formulary says of others' products."""
        return replace(account, formulary=tuple(row for row in account.formulary if not self.named(row[0])))

    def speaks_for(self, product_ids: Iterable[str]) -> bool:
        """True where all of these products are this person's."""
        return self._user is None or all(may_speak_for(self._user, product_id) for product_id in product_ids)

    def named(self, text: str) -> frozenset[str]:
        """Others' products of this house that a text names, by brand or id and however they are written."""
        if not self._limited:
            return frozenset()
        return frozenset(p for p in products_named(self._rooms, text) if not self.speaks_for((p,)))

    def drafts(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those rows of documents, each with its `draft_id`, that were made for this person's places and products alone."""
        rows = list(rows)
        hidden = self._hidden({row["draft_id"] for row in rows})
        return [row for row in rows if row["draft_id"] not in hidden]

    def reviews(self, items: Iterable[ReviewItem]) -> tuple[ReviewItem, ...]:
        """Those documents under review that were made for this person's places and products alone."""
        items = tuple(items)
        hidden = self._hidden({item.draft_id for item in items})
        declared = self._rooms.reviews.products({item.review_id for item in items}) if self._limited else {}
        return tuple(
            item
            for item in items
            if item.draft_id not in hidden
            and self.speaks_for(declared.get(item.review_id, ()))
            and not self.named(item.title)
        )

    @property
    def _limited(self) -> bool:
        return self._user is not None and bool(self._user.products)

    @cached_property
    def _places(self) -> Mapping[str, str]:
        return {account.account_id: account.jurisdiction for account in self._rooms.objects.all(Account)}

    @cached_property
    def _claims(self) -> Mapping[str, tuple[str, ...]]:
        """Products by claim key."""
        return {claim.key: claim.product_ids for claim in self._rooms.claims.claims}

    def _near(self, thing: object) -> bool:
        if self._user is None:
            return True
        match thing:
            case Account():
                return may_open(self._user, thing.jurisdiction)
            case Request() if thing.account_id is None:
                return True
            case Person() | Meeting() | Interaction() | Request():
                return may_open(self._user, self._places.get(thing.account_id or "", ""))
            case CorrectionTask() if thing.kind == "call":
                return may_open(self._user, self._places.get(str(thing.detail.get("account")), ""))
            case CorrectionTask() if thing.kind == "export":
                return not self._hidden({str(thing.detail.get("draft"))})
        return True

    def about(self, thing: object) -> frozenset[str]:
        """Ids of the products that a thing is about; of those that words alone name, others' suffice."""
        if not self._limited:
            return frozenset()
        match thing:
            case Claim():
                return frozenset(thing.product_ids)
            case Meeting():
                return frozenset(thing.product_ids) | self.named(thing.topic)
            case Interaction():
                return self._of_claims(thing.told) | self.named(_words(thing))
            case Request():
                return self.named(thing.text)
            case KeptDraft():
                said = (s.claim for s, _, _ in thing.draft.statements())
                keys = {f"{claim.claim_id} v{claim.version}" for claim in said if claim}
                # Papers about an account list claims by key alone.
                listed = {key for key in self._claims if key in thing.draft.text}
                return frozenset(thing.context.product_ids) | self._of_claims(keys | listed)
            case CorrectionTask():
                return self._of_claims((thing.object_id, *thing.detail.get("told", ())))
        return frozenset()

    def _of_claims(self, keys: Iterable[str]) -> frozenset[str]:
        return frozenset(product_id for key in keys for product_id in self._claims.get(key, ()))

    def _hidden(self, draft_ids: set[str]) -> set[str]:
        """Those drafts that were made for others' places or products, or say others' claims."""
        if self._user is None or not (self._user.territories or self._user.products):
            return set()
        hidden = set()
        for draft_id, made in self._rooms.documents.made_for(draft_ids).items():
            about = self._rooms.objects.get(Request, made.request_id) if made.request_id else None
            account_id = made.account_id or (about.account_id if about else None)
            near = account_id is None or may_open(self._user, self._places.get(account_id, ""))
            if not near or not self.speaks_for(made.product_ids):
                hidden.add(draft_id)
        if self._limited:
            for draft_id, kind, source in self._rooms.ledger.rests_on(("claim", "product"), draft_ids):
                if not self.speaks_for(self._of_claims((source,)) if kind == "claim" else (source,)):
                    hidden.add(draft_id)
        return hidden


def _words(contact: Interaction) -> str:
    """All that people typed about a contact."""
    asked = (question.text for question in contact.questions)
    promised = (f"{promise.text}\n{promise.owner}" for promise in contact.commitments)
    said = (contact.note, contact.insights, contact.objections, contact.outcome or "", contact.place or "")
    return "\n".join((*said, *contact.materials, *asked, *promised))
