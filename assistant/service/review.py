"""Review: a document goes to those who must agree; each decides once, signed; a re-check alone releases."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from assistant.errors import Conflict, Forbidden, NotFound, UsageError
from assistant.people.permissions import Permission, allows
from assistant.review.house import house_rules
from assistant.review.novelty import novelty_ratio
from assistant.review.states import next_state
from assistant.reviewing import (
    Choice,
    Comment,
    Decision,
    KeptDraft,
    Remark,
    ReviewItem,
    ReviewState,
    ReviewVersion,
    Vote,
)
from assistant.service.asked import screened_words
from assistant.service.kept import kept_draft, rejudge
from assistant.service.people import prove
from assistant.service.products import products_named
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.service.signed import accepted, as_signed
from assistant.users import User
from guardrails import (
    Context,
    Evidence,
    Quarantined,
    Released,
    Severity,
    Suggestion,
    apply_edits,
    draft_from_text,
)

MAX_TEXT = 100_000
MAX_TITLE = 200
TEXT = "TEXT-"
"""How the ids of texts begin that a person wrote."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a reviewer has before him: the item, one version judged now, its sources, what was said about it."""

    item: ReviewItem
    version: ReviewVersion
    outcome: Released | Quarantined
    sources: dict[str, Evidence]
    decisions: tuple[Decision, ...]
    comments: tuple[Comment, ...]
    lock: str | None = None
    """Why the draft may not be used any more, if it is locked."""


def submit(rooms: Rooms, user: User, draft_id: str) -> ReviewItem:
    """Send a draft of one's own to review.

    Raises:
        NotFound: No such draft.
        Forbidden: It is somebody else's.
        Conflict: It is under review already.
    """
    _, kept = kept_draft(rooms, draft_id, user)
    return _open(rooms, user, draft_id, kept)


def submit_text(rooms: Rooms, user: User, title: str, text: str, context: Context) -> ReviewItem:
    """Send a text that a person wrote to review. Its title is screened as a question is: the queue shows it unjudged.

    Raises:
        UsageError: No text, or more than 100,000 characters.
    """
    if not text.strip() or len(text) > MAX_TEXT:
        raise UsageError(f"The text has {len(text)} characters; review takes 1 to {MAX_TEXT}.")
    draft = draft_from_text(text)
    shown = screened_words(rooms, " ".join(title.split())[:MAX_TITLE], "title", user.user_id, rooms.clock())
    return _open(rooms, user, f"{TEXT}{draft.sha256[:12]}", KeptDraft(draft, context, ()), shown)


def _open(rooms: Rooms, user: User, draft_id: str, kept: KeptDraft, title: str = "") -> ReviewItem:
    now, house = rooms.clock(), house_rules()
    outcome, _ = rejudge(rooms, kept, now)
    novelty, lane = _lane(rooms, kept, outcome)
    item = ReviewItem(
        review_id=f"RV-{secrets.token_hex(8)}",
        draft_id=draft_id,
        artifact=kept.draft.artifact,
        title=title or kept.draft.title.splitlines()[0][:MAX_TITLE],
        submitted_by=user.user_id,
        submitted_at=now,
        due_at=now + house.due_in(lane),
        needed=house.needed(kept.context.mode, lane),
        state=ReviewState.OPEN,
        version=1,
        lane=lane,
        novelty=novelty,
        decision=outcome.verdict.decision.value,
        changed_at=now,
    )
    rooms.reviews.open(item, ReviewVersion(item.review_id, 1, kept.draft.sha256, kept, user.user_id, now))
    if draft_id.startswith(TEXT):
        # What a person's text names, though nobody declared it: who reviews other products does not see it.
        named = products_named(rooms, f"{item.title}\n{kept.draft.text}")
        rooms.ledger.note_uses("draft", draft_id, (("product", product_id) for product_id in named), now)
    _note(rooms, "review.submitted", item, {"sha256": kept.draft.sha256, "verdict": outcome.verdict.verdict_hash})
    return item


def _lane(rooms: Rooms, kept: KeptDraft, outcome: Released | Quarantined) -> tuple[float, str]:
    """Share of new wording, and the lane that follows: fast where nothing is new and no rule objects."""
    novelty = novelty_ratio(kept.draft, rooms.claims.claims)
    objections = [f for f in outcome.verdict.findings if f.severity > Severity.WARN and not f.routing]
    return novelty, "fast" if novelty == 0 and not objections else "normal"


def desk(rooms: Rooms, user: User, review_id: str, version: int | None = None) -> Desk:
    """The document for its reviewers; every view of a text that is not released is in the audit trail.

    Raises:
        NotFound: No such item or version.
        Forbidden: The reader neither reviews nor submitted it.
    """
    item = item_for(rooms, user, review_id)
    found = rooms.reviews.version(review_id, version or item.version)
    if found is None:
        raise NotFound(f"{review_id} has no version {version}.")
    now = rooms.clock()
    decisions = rooms.reviews.decisions(review_id)
    outcome, sources = as_signed(rooms, item, found, now)
    if isinstance(outcome, Quarantined):
        _note(rooms, "review.viewed", item, {"version": found.version})
    lock = rooms.ledger.lock_reason(item.draft_id)
    return Desk(item, found, outcome, sources, decisions, rooms.reviews.comments(review_id), lock)


def item_for(rooms: Rooms, user: User, review_id: str) -> ReviewItem:
    """One item, if it is this person's business.

    Raises:
        NotFound: No such item, or it is about another's product.
        Forbidden: The reader neither reviews nor submitted it.
    """
    item = rooms.reviews.item(review_id)
    if item is None or not Sight(rooms, user).reviews((item,)):
        raise NotFound(f"No document {review_id!r} in review.")
    if item.submitted_by != user.user_id and not allows(user.role, Permission.REVIEW):
        raise Forbidden("This document is another person's. Its reviewers and its author can open it.")
    return item


def change(
    rooms: Rooms, user: User, review_id: str, expected: int, edits: Sequence[Suggestion], note: str
) -> ReviewVersion:
    """A new version with edits made; decisions on the old one no longer count.

    Raises:
        Conflict: Somebody changed it first, or it is closed.
        UsageError: None of the edits fits: quotations, titles and table heads are not edited.
    """
    item = item_for(rooms, user, review_id)
    if not allows(user.role, Permission.SIGN):
        raise Forbidden("Reviewers change a document under review. Withdraw it to write another one.")
    old = rooms.reviews.version(review_id, expected)
    if item.state is not ReviewState.OPEN or old is None or item.version != expected:
        raise Conflict("The document was changed or closed meanwhile. Look at it again.")
    edited = apply_edits(old.kept.draft, edits)
    if not edited.applied or edited.draft.text == old.kept.draft.text:
        raise UsageError("That place cannot be edited. Quotations, titles and table heads stay as they are.")
    kept = KeptDraft(edited.draft, old.kept.context, old.kept.evidence)
    now = rooms.clock()
    outcome, _ = rejudge(rooms, kept, now)
    said = screened_words(rooms, note[:500], "review", user.user_id, now)
    version = ReviewVersion(review_id, expected + 1, edited.draft.sha256, kept, user.user_id, now, said)
    rooms.reviews.add_version(version, _as_changed(rooms, item, kept, outcome), expected)
    _note(rooms, "review.changed", item, {"version": version.version, "sha256": version.sha256})
    return version


def _as_changed(rooms: Rooms, item: ReviewItem, kept: KeptDraft, outcome: Released | Quarantined) -> ReviewItem:
    """The item with lane, disciplines and due date of its new text; the clock runs from submission."""
    house = house_rules()
    novelty, lane = _lane(rooms, kept, outcome)
    return replace(
        item,
        novelty=novelty,
        lane=lane,
        needed=house.needed(kept.context.mode, lane),
        due_at=item.submitted_at + house.due_in(lane),
        decision=outcome.verdict.decision.value,
    )


def comment(rooms: Rooms, user: User, review_id: str, said: Remark, comment_id: str = "") -> Comment:
    """A remark on a span of one version; what has this id already is kept once.

    Raises:
        UsageError: No text, or a span outside the document.
    """
    item = item_for(rooms, user, review_id)
    found = rooms.reviews.version(review_id, said.version)
    whole = found.kept.draft.text if found else ""
    if not said.text.strip() or not 0 <= said.start <= said.end <= len(whole):
        raise UsageError("A comment needs words and a span inside the document.")
    now = rooms.clock()
    remark = Comment(
        comment_id or f"C-{secrets.token_hex(8)}",
        review_id, said.version, said.start, said.end, whole[said.start : said.end],
        screened_words(rooms, said.text.strip()[:4000], "review", user.user_id, now), user.user_id, user.name, now,
    )  # fmt: skip
    if rooms.reviews.add_comment(remark):
        _note(rooms, "review.commented", item, {"version": said.version, "comment": remark.comment_id})
    return remark


def sign(rooms: Rooms, user: User, review_id: str, vote: Vote, password: str) -> tuple[Decision, ReviewState]:
    """Decide on one version as one's discipline, proving oneself again: name, time, meaning, hash of the record.

    Raises:
        WrongPassword: The password is not right.
        Forbidden: No reviewer, or the document is one's own.
        Conflict: Closed, changed, decided already, or a finding stands that no signature makes acceptable.
        UsageError: A rejection without reason, or "with changes" where nothing was changed.
    """
    item = item_for(rooms, user, review_id)
    discipline, version, choice = _may_sign(user, item), vote.version, vote.choice
    prove(rooms, user.login, password, "sign")
    found = rooms.reviews.version(review_id, version)
    if item.state is not ReviewState.OPEN or found is None or item.version != version:
        raise Conflict("The document was changed or closed meanwhile. Look at it again.")
    if found.made_by == user.user_id:
        raise Forbidden("Nobody signs a version that he wrote himself. Another reviewer of your discipline signs it.")
    if choice is Choice.REJECT and not vote.reason.strip():
        raise UsageError("A rejection needs a reason.")
    if choice is Choice.APPROVE_WITH_CHANGES and version == 1:
        raise UsageError("Nothing has been changed yet. Make the change first, or approve as it is.")
    earlier = {d.discipline: d.choice for d in rooms.reviews.decisions(review_id) if d.version == version}
    state = next_state(item.needed, earlier, discipline, choice)
    now = rooms.clock()
    covers = () if choice is Choice.REJECT else accepted(rooms, found, now)
    decision = Decision(
        review_id, version, discipline, choice, user.user_id, user.name,
        screened_words(rooms, vote.reason.strip()[:2000], "review", user.user_id, now), now,
        now + timedelta(days=house_rules().signature_days), found.sha256, covers,
    )  # fmt: skip
    rooms.reviews.decide(decision, state, sorted(earlier))
    detail = {"version": version, "discipline": discipline, "choice": choice.value, "sha256": found.sha256}
    _note(rooms, "review.signed", item, {**detail, "state": state.value})
    return decision, state


def withdraw(rooms: Rooms, user: User, review_id: str) -> None:
    """Take back what one submitted.

    Raises:
        Forbidden: It is somebody else's.
        Conflict: It is closed already.
    """
    item = item_for(rooms, user, review_id)
    if item.submitted_by != user.user_id:
        raise Forbidden("Only the one who submitted a document can withdraw it.")
    if not rooms.reviews.close(review_id, ReviewState.WITHDRAWN, rooms.clock()):
        raise Conflict("The document is closed already.")
    _note(rooms, "review.withdrawn", item, {})


def _may_sign(user: User, item: ReviewItem) -> str:
    if user.role.discipline is None:
        raise Forbidden("Medical, legal and regulatory reviewers sign. Ask one of them.")
    if item.submitted_by == user.user_id:
        raise Forbidden("Nobody signs what he submitted himself.")
    return user.role.discipline


def _note(rooms: Rooms, action: str, item: ReviewItem, detail: dict[str, object]) -> None:
    rooms.audit.append(
        rooms.actor, action, {"review": item.review_id, "draft_id": item.draft_id, **detail}, rooms.clock()
    )
