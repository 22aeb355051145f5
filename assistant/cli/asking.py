"""Questions and searches."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.common import AsJson, AsOf, OutDir, deliver, moment, print_json

Question = Annotated[str, typer.Argument(help="The question, in words.")]


def ask(
    question: Question,
    role: Annotated[str, typer.Option("--as", help="msl, account_manager or reviewer.")] = "msl",
    request: Annotated[str | None, typer.Option(help="Id of the logged request that this answers.")] = None,
    jurisdiction: Annotated[str, typer.Option(help="US or a state such as US-OH.")] = "US",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the library, cited and judged.

    Example: callprep ask "Does CBD prevent chemotherapy-induced peripheral neuropathy?" --as msl
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.errors import UsageError
    from assistant.service.ask import ask as answer
    from assistant.service.brief import asker_of

    roles = {r.value: r for r in Role}
    if role not in roles:
        raise UsageError(f"--as is {role!r}; choose msl, account_manager or reviewer.")
    now = moment(as_of)
    with open_rooms() as rooms:
        result = answer(rooms, question, asker_of(rooms, roles[role], request, jurisdiction), now)
        deliver(rooms, result.outcome, as_json, out, "answer")


def search(
    question: Question,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find passages, best first, each with the reason for its rank.

    Example: callprep search "nabiximols opioid-refractory cancer pain" --limit 5
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.library import find, hit_row

    with open_rooms() as rooms:
        hits = find(rooms, question, limit)
        searched = rooms.library.status().articles
    if as_json:
        print_json([hit_row(hit) for hit in hits])
        return
    if not hits:
        typer.echo(f"Nothing found in {searched} records.")
    for hit in hits:
        row = hit_row(hit)
        name = f"PMID {row['pmid']}" if row["pmid"] else str(row["article_id"])
        typer.echo(
            f"{hit.rank:>3}. {row['title']}\n     {name} · {row['design']} · {row['species']} · {row['integrity']}"
        )
        typer.echo(f"     {hit.passage.text[:240]}\n     why: {'; '.join(hit.why)}")
