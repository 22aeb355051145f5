"""The review queue from the command line, on a running service: list, look, submit, comment, sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import AsJson, print_json
from assistant.cli.remote import needed_service

if TYPE_CHECKING:
    from assistant.client.operations import Choice, ReviewState

ReviewId = Annotated[str, typer.Argument(help="Id of the document in review, RV-...")]
Version = Annotated[int, typer.Option(min=1, help="Version you looked at.")]
PAGE = 200


def queue(
    state: Annotated[str | None, typer.Option(help="open, approved, rejected or withdrawn.")] = "open",
    as_json: AsJson = False,
) -> None:
    """The queue, what is due first on top.

    Example: callprep --server https://callprep.example review list
    """
    client, wanted, rows, offset = needed_service(), _state(state), [], 0
    while True:
        page = client.get_reviews(state=wanted, limit=PAGE, offset=offset)
        rows += page["items"]
        if page["next"] is None:
            break
        offset = page["next"]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        needed = "".join(row["needed"])
        typer.echo(f"{row['review_id']}  due {row['due_at'][:16]}  {row['state']:<9} {needed:<3}  {row['title']}")


def show(review_id: ReviewId, as_json: AsJson = False) -> None:
    """Show one document.

    Verdict, findings by place, decisions, comments; its text once it is released.

    Example: callprep --server https://callprep.example review show RV-1a2b3c4d
    """
    row = needed_service().get_review(review_id)
    if as_json:
        print_json(row)
        return
    typer.echo(f"{row['review_id']} v{row['version']}  {row['state']}, verdict {row['verdict']}: {row['title']}")
    for finding in row["findings"]:
        typer.echo(f"  {finding['check_id']} {finding['severity']}  {finding['start']}-{finding['end']}")
    for decision in row["decisions"]:
        typer.echo(f"  {decision['discipline']} {decision['choice']} v{decision['version']}, {decision['name']}")
    for remark in row["comments"]:
        typer.echo(f"  {remark['name']} on {remark['start']}-{remark['end']}: {remark['text']}")
    if row["document"]:
        typer.echo(row["document"]["text"])


def submit(draft_id: Annotated[str, typer.Argument(help="Id of a draft of yours.")], as_json: AsJson = False) -> None:
    """Send a draft of yours to review.

    Example: callprep --server https://callprep.example review submit ANSWER-0a1b2c3d4e5f
    """
    row = needed_service().post_submit(draft_id)
    print_json(row) if as_json else typer.echo(f"{row['review_id']} is due {row['due_at'][:16]}.")


def comment(
    review_id: ReviewId,
    version: Version,
    text: Annotated[str, typer.Option(help="The remark.")],
    start: Annotated[int, typer.Option(min=0, help="First character it is about.")] = 0,
    end: Annotated[int, typer.Option(min=0, help="One past the last character.")] = 0,
) -> None:
    """Comment on a span of one version.

    Example: callprep --server https://callprep.example review comment RV-1a2b3c4d --version 1 --text "Name the comparator."
    """
    made = needed_service().post_comment(review_id, {"version": version, "start": start, "end": end, "text": text})
    typer.echo(f"{made['comment_id']} added.")


def sign(
    review_id: ReviewId,
    version: Version,
    choice: Annotated[str, typer.Option(help="approve, approve_with_changes or reject.")],
    password: Annotated[str, typer.Option(prompt="Your password", hide_input=True, help="Asked for if left out.")],
    reason: Annotated[str, typer.Option(help="Why; needed for a rejection.")] = "",
    as_json: AsJson = False,
) -> None:
    """Decide and sign as your discipline.

    Example: callprep --server https://callprep.example review sign RV-1a2b3c4d --version 1 --choice approve
    """
    decided = _choice(choice)
    row = needed_service().post_decision(
        review_id, {"version": version, "choice": decided, "reason": reason, "password": password}
    )
    if as_json:
        print_json(row)
    else:
        typer.echo(
            f"Signed {row['meaning']} by {row['name']} at {row['signed_at'][:16]}. The document is {row['state']}."
        )


def _state(written: str | None) -> ReviewState | None:
    from typing import get_args

    from assistant.client.operations import ReviewState
    from assistant.errors import UsageError

    for known in get_args(ReviewState):
        if known == written:
            return known  # type: ignore[no-any-return]
    if written is None:
        return None
    raise UsageError(f"--state is {written!r}; choose one of {', '.join(get_args(ReviewState))}.")


def _choice(written: str) -> Choice:
    from typing import get_args

    from assistant.client.operations import Choice
    from assistant.errors import UsageError

    for known in get_args(Choice):
        if known == written:
            return known  # type: ignore[no-any-return]
    raise UsageError(f"--choice is {written!r}; choose one of {', '.join(get_args(Choice))}.")
