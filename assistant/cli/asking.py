"""Questions and searches."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.common import AsJson, AsOf, OutDir, deliver, keep, moment, print_json
from assistant.cli.remote import deliver_row, refuse, service

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

    if client := service():
        refuse(as_of=as_of, out=out)
        deliver_row(
            lambda: client.post_ask({"question": question, "request_id": request, "jurisdiction": jurisdiction}),
            as_json,
        )
        return
    roles = {r.value: r for r in Role}
    if role not in roles:
        raise UsageError(f"--as is {role!r}; choose msl, account_manager or reviewer.")
    now = moment(as_of)
    with open_rooms(tell=lambda step: typer.echo(step, err=True)) as rooms:
        asker = asker_of(rooms, roles[role], request, jurisdiction)
        result = answer(rooms, question, asker, now)
        routed = asker.role is Role.ACCOUNT_MANAGER
        deliver(rooms, result.outcome, as_json, None if routed else out, "answer")
        if routed and out is not None:
            typer.echo("The background is not exported; the files hold the routing card and approved lines.", err=True)
            keep(rooms, answer(rooms, question, asker, now, to_leave=True).outcome, out, "answer")


def search(
    question: Question,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 10,
    design: Annotated[list[str] | None, typer.Option(help='Study design, e.g. "randomized trial"; repeatable.')] = None,
    species: Annotated[list[str] | None, typer.Option(help="human, animal, in vitro or mixed; repeatable.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="MEDLINE code such as eng; repeatable.")] = None,
    integrity: Annotated[list[str] | None, typer.Option(help="ok, erratum, retracted, ...; repeatable.")] = None,
    origin: Annotated[list[str] | None, typer.Option(help="Text badge: abstract or digest; repeatable.")] = None,
    year_from: Annotated[int | None, typer.Option("--from", help="First year of publication.")] = None,
    year_to: Annotated[int | None, typer.Option("--to", help="Last year of publication.")] = None,
    min_size: Annotated[int | None, typer.Option("--min-n", help="Least sample size.")] = None,
    mesh: Annotated[list[str] | None, typer.Option(help='MeSH: name, UI or "Nausea/drug therapy"; repeatable.')] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="NLM publication type or its UI; repeatable.")
    ] = None,
    substance: Annotated[list[str] | None, typer.Option(help="Chemical by name or registry; repeatable.")] = None,
    funder: Annotated[list[str] | None, typer.Option(help="Grant agency; repeatable.")] = None,
    section: Annotated[list[str] | None, typer.Option(help="Part of the abstract, e.g. RESULTS; repeatable.")] = None,
    with_abstract: Annotated[bool, typer.Option("--with-abstract", help="Only records with an abstract.")] = False,
    with_conflicts: Annotated[bool, typer.Option("--with-conflicts", help="Only with a conflict statement.")] = False,
    per_record: Annotated[int, typer.Option(min=1, max=10, help="Most passages of one record.")] = 1,
    order: Annotated[str, typer.Option(help="relevance, or evidence: the stronger design first.")] = "relevance",
    with_terms: Annotated[list[str] | None, typer.Option("--with", help="A term to search too; repeatable.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="A synonym or heading to leave out; repeatable.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show PICO, synonyms, counts by property.")] = False,
    export: Annotated[str | None, typer.Option(help="Print references instead: ris, bibtex, csv, vancouver.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find passages, best first, each with its reason.

    Example: callprep search "nabiximols opioid-refractory cancer pain" --species human --from 2015 --explain
    """
    from assistant.bootstrap import open_rooms
    from assistant.cli.searching import chosen_filters, chosen_order, references, tell_hits, tell_view
    from assistant.service.library import explore, hit_row, view_row

    filters = chosen_filters(
        design,
        species,
        language,
        integrity,
        origin,
        (year_from, year_to, min_size),
        (mesh, types, substance, funder, section),
        with_abstract=with_abstract,
        with_conflicts=with_conflicts,
    )
    by, terms = chosen_order(order), (with_terms or (), without or ())
    with open_rooms() as rooms:
        view = explore(rooms, question, limit, filters, by, max_per_article=per_record, terms=terms)
    if export:
        typer.echo(references(export, [hit.record for hit in view.found.hits]), nl=False)
    elif as_json:
        print_json(view_row(view) if explain else [hit_row(hit) for hit in view.found.hits])
    else:
        if explain:
            tell_view(view)
        tell_hits(view)
