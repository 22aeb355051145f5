"""What the command `search` needs: filters from options, hits in words, reference lists."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

import typer

from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.domain import Filters
    from assistant.retrieval.searching import Order
    from assistant.service.library import SearchView
    from ingest import StoredArticle

_SHOWN = 6
Chosen = Sequence[str] | None


def chosen_filters(
    design: Chosen,
    species: Chosen,
    language: Chosen,
    integrity: Chosen,
    origin: Chosen,
    numbers: tuple[int | None, int | None, int | None],
    indexed: tuple[Chosen, Chosen, Chosen, Chosen, Chosen] = (None, None, None, None, None),
    *,
    with_abstract: bool = False,
    with_conflicts: bool = False,
) -> Filters:
    """The filters of the options; `numbers` are first year, last year, least sample size.

    `indexed` are MeSH headings, publication types, substances, funders and sections of abstracts.

    Raises:
        UsageError: a value that no record can have, or a range that is empty.
    """
    from assistant.domain import Filters
    from ingest import Design, Integrity, Species, TextOrigin

    first, last, size = numbers
    mesh, types, substances, funders, sections = (tuple(chosen or ()) for chosen in indexed)
    if first is not None and last is not None and first > last:
        raise UsageError(f"--from {first} is after --to {last}; swap them.")
    return Filters(
        designs=_checked("--design", design, Design),
        species=_checked("--species", species, Species),
        languages=tuple(code.lower() for code in language or ()),
        year_from=first,
        year_to=last,
        min_sample=size,
        origins=_checked("--origin", origin, TextOrigin),
        integrity=_checked("--integrity", integrity, Integrity),
        mesh=mesh,
        types=types,
        substances=substances,
        funders=funders,
        sections=sections,
        with_abstract=with_abstract,
        with_conflicts=with_conflicts,
    )


def chosen_order(order: str) -> Order:
    """The order of hits.

    Raises:
        UsageError: neither of the two.
    """
    if order == "relevance":
        return "relevance"
    if order == "evidence":
        return "evidence"
    raise UsageError(f"--order is {order!r}; choose relevance or evidence.")


def references(name: str, records: Sequence[StoredArticle]) -> str:
    """The records as a reference list.

    Raises:
        UsageError: no such format.
    """
    from assistant.documents.bibliography import FORMATS

    if name not in FORMATS:
        raise UsageError(f"--export is {name!r}; choose {', '.join(FORMATS)}.")
    return FORMATS[name](records)


def tell_hits(view: SearchView) -> None:
    """Hits in words, or that nothing was found and why."""
    from assistant.service.library import hit_row

    if view.not_held and view.found.hits:
        typer.echo(f"Not answered here: {view.not_held}. What comes nearest:\n")
    if not view.found.hits:
        shut = ", ".join(f"{name} {count}" for name, count in view.found.shut_out.items())
        typer.echo(f"Nothing found in {view.searched} records." + (f" Filters shut out: {shut}." if shut else ""))
    for hit in view.found.hits:
        row = hit_row(hit)
        name = f"PMID {row['pmid']}" if row["pmid"] else str(row["article_id"])
        typer.echo(
            f"{hit.rank:>3}. {row['title']}\n     {name} · {row['design']} · {row['species']} · {row['integrity']}"
        )
        shown = shorten(hit.passage.text, 240, placeholder=" …") or "(no abstract)"
        typer.echo(f"     {shown}\n     why: {'; '.join(hit.why)}")


def tell_view(view: SearchView) -> None:
    """How the question was read, what was searched, and the counts that filters are chosen by."""
    from assistant.service.library import PICO

    for role in PICO:
        if named := [c.surface for c in view.query.concepts if c.role == role]:
            typer.echo(f"{role}: {', '.join(named)}")
    if view.query.expansion:
        typer.echo(f"also searched: {', '.join(view.query.expansion)}")
    if view.query.headings:
        typer.echo(f"looked under MeSH: {', '.join(view.query.headings)}")
    found = view.found
    typer.echo(f"{found.kept} of {found.looked_at} records looked at meet the filters ({view.searched} in the library)")
    for name, counts in found.counts.items():
        shown = ", ".join(f"{value} {count}" for value, count in list(counts.items())[:_SHOWN])
        if shown:
            typer.echo(f"  {name}: {shown}{', ...' if len(counts) > _SHOWN else ''}")
    typer.echo("")


def _checked(option: str, chosen: Chosen, allowed: type) -> tuple[str, ...]:
    known = [str(value) for value in allowed]  # type: ignore[attr-defined]
    for value in chosen or ():
        if value not in known:
            raise UsageError(f"{option} is {value!r}; choose {', '.join(known)}.")
    return tuple(chosen or ())
