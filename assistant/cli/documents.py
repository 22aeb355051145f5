"""Documents for a clinician's question and for outreach: letter, evidence table, cards, decks, e-mail, in-service, gaps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import AsJson, AsOf, OutDir, deliver, moment, write_texts

RequestId = Annotated[str | None, typer.Option("--request", help="Id of the logged request.")]
Author = Annotated[str, typer.Option(help="Name and standing of the author.")]
Place = Annotated[str, typer.Option(help="US, or US-XX for a state.")]
ProductName = Annotated[str | None, typer.Option(help="Product id or name.")]
_AUTHOR = "Medical Information"


def letter(
    request: Annotated[str, typer.Option("--request", help="Id of the logged request.")],
    search: Annotated[str | None, typer.Option(help="Word the search differently from the request.")] = None,
    author: Author = _AUTHOR,
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Draft the response letter to a logged request, as an MSL.

    Example: callprep letter --request MIR-2026-0389 --out out
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service.brief import asker_of
    from assistant.service.scientific import response_letter

    now = moment(as_of)
    with open_rooms() as rooms:
        asker = asker_of(rooms, Role.MSL, request, "US")
        deliver(rooms, response_letter(rooms, asker, now, author, search), as_json, out, "response-letter")


def table(
    question: Annotated[str, typer.Argument(help="The question.")],
    request: RequestId = None,
    author: Author = _AUTHOR,
    jurisdiction: Place = "US",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Set the evidence on a question out as a table.

    A passage a cell; with --out also as CSV and RIS.

    Example: callprep table "cannabinoids for chemotherapy neuropathy" --request MIR-2026-0398
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service.brief import asker_of
    from assistant.service.evidence_files import evidence_files
    from assistant.service.exports import note_exports
    from assistant.service.scientific import evidence_table
    from guardrails import Released

    now = moment(as_of)
    with open_rooms() as rooms:
        asker = asker_of(rooms, Role.MSL, request, jurisdiction)
        outcome = evidence_table(rooms, question, asker, now, author)
        deliver(rooms, outcome, as_json, out, "evidence-table")
        if out is not None and isinstance(outcome, Released):
            paths = write_texts(evidence_files(rooms, outcome), out, "evidence-table")
            note_exports(rooms, outcome, [str(path) for path in paths])


def interaction(
    agent: Annotated[str, typer.Argument(help="Cannabinoid, e.g. CBD.")],
    medicine: Annotated[str, typer.Argument(help="Partner medicine, e.g. warfarin.")],
    request: RequestId = None,
    jurisdiction: Place = "US",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Show what is known of one interaction.

    By kind of evidence; what was not studied is said to be that.

    Example: callprep card interaction CBD warfarin
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service.brief import asker_of
    from assistant.service.scientific import interaction_card

    now = moment(as_of)
    with open_rooms() as rooms:
        asker = asker_of(rooms, Role.MSL, request, jurisdiction)
        deliver(rooms, interaction_card(rooms, agent, medicine, asker, now, _AUTHOR), as_json, out, "interaction-card")


def kinetics(
    question: Annotated[str, typer.Argument(help="What is compared.")],
    request: RequestId = None,
    jurisdiction: Place = "US",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Compare forms and routes by the values that sources report.

    Example: callprep card pk "pharmacokinetics of oral and oromucosal cannabinoids"
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service.brief import asker_of
    from assistant.service.scientific import pk_card

    now = moment(as_of)
    with open_rooms() as rooms:
        asker = asker_of(rooms, Role.MSL, request, jurisdiction)
        deliver(rooms, pk_card(rooms, question, asker, now, _AUTHOR), as_json, out, "pk-card")


def deck(
    topic: Annotated[str | None, typer.Argument(help="Topic of an account manager's deck.")] = None,
    request: RequestId = None,
    product: ProductName = None,
    author: Author = _AUTHOR,
    jurisdiction: Place = "US",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Build a deck of evidence or of approved lines.

    Of evidence for a logged request (MSL), of approved lines for a topic (account manager).

    Example: callprep deck --request MIR-2026-0389 --out out
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.errors import UsageError
    from assistant.service.brief import asker_of
    from assistant.service.outreach import promotional_deck
    from assistant.service.scientific import scientific_deck

    now = moment(as_of)
    if (topic is None) == (request is None):
        raise UsageError("Name either a topic or --request.")
    with open_rooms() as rooms:
        if topic is not None:
            made = promotional_deck(rooms, Role.ACCOUNT_MANAGER, topic, jurisdiction, now, product)
        else:
            asker = asker_of(rooms, Role.MSL, request, jurisdiction)
            assert asker.request is not None
            made = scientific_deck(rooms, asker.request.text, asker, now, author)
        deliver(rooms, made, as_json, out, "deck")


def email(
    topic: Annotated[str, typer.Argument(help="Topic in words.")],
    hcp: Annotated[str, typer.Option("--with", help="Person id or part of the name.")],
    sender: Annotated[str, typer.Option(help="Name of the sender.")] = "Account manager",
    product: ProductName = None,
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Put approved lines into a short e-mail to one person.

    To somebody who agreed to e-mail.

    Example: callprep email "chemotherapy nausea" --with P-1 --product QUILLMERA
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service.outreach import email_fragment
    from assistant.service.products import person_called

    now = moment(as_of)
    with open_rooms() as rooms:
        person = person_called(rooms, hcp)
        made = email_fragment(rooms, Role.ACCOUNT_MANAGER, person, topic, now, sender, product)
        deliver(rooms, made, as_json, out, "email")


def in_service(
    account: Annotated[str, typer.Option(help="Account id or part of its name.")],
    product: Annotated[str, typer.Option(help="Product id or name.")],
    minutes: Annotated[int, typer.Option(min=10, max=60, help="Length of the talk.")] = 15,
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Outline a label in-service for one account.

    For its nurses and pharmacists.

    Example: callprep in-service --account A-1 --product QUILLMERA
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service.outreach import in_service as outline

    now = moment(as_of)
    with open_rooms() as rooms:
        deliver(rooms, outline(rooms, Role.ACCOUNT_MANAGER, account, product, now, minutes), as_json, out, "in-service")


def review_sheet(
    file: Annotated[Path, typer.Argument(help="Text, Word, PowerPoint, PDF or HTML to review.")],
    mode: Annotated[str, typer.Option(help="Mode of the text.")] = "promotional",
    product: Annotated[list[str] | None, typer.Option(help="Product id; give it again for more.")] = None,
    jurisdiction: Place = "US",
    as_of: AsOf = None,
) -> None:
    """Print the review sheet of a text for its reviewers.

    Each finding with place, rule and offered wording.

    Example: callprep review-sheet email.txt --product QUILLMERA
    """
    from assistant.bootstrap import open_rooms
    from assistant.documents.reading import read_document
    from assistant.domain import Role
    from assistant.service.checking import mode_named
    from assistant.service.review_sheet import review_sheet as sheet
    from assistant.service.unread import unread_findings

    now, products = moment(as_of), tuple(p.upper() for p in product or ())
    document = read_document(file)
    found = unread_findings(document.unread)
    with open_rooms() as rooms:
        printed = sheet(
            rooms, Role.REVIEWER, document.text, file.name, mode_named(mode), jurisdiction, products, now, found
        )
    typer.echo(printed, nl=False)


def gaps(as_of: AsOf = None, out: OutDir = None, as_json: AsJson = False) -> None:
    """Report which logged questions the library can answer.

    With what is missing, for medical leadership.

    Example: callprep gaps
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service.gaps import gap_report

    now = moment(as_of)
    with open_rooms() as rooms:
        deliver(rooms, gap_report(rooms, Role.MSL, now), as_json, out, "gaps")


def digest(
    login: Annotated[str, typer.Option("--for", help="Login of the person whose saved searches are asked.")],
    seen: Annotated[bool, typer.Option("--seen", help="Mark the digest as seen.")] = False,
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Write what came in for a person's saved searches.

    New, revised and retracted since the last digest.

    Nothing is sent; the text and the files of --out are ready to be. Example: callprep digest --for msl.reed --out out
    """
    from assistant.bootstrap import open_rooms
    from assistant.errors import NotFound
    from assistant.service.search_digest import digest_text, latest_digest
    from assistant.service.searches import see_alert

    now = moment(as_of)
    with open_rooms() as rooms:
        found = rooms.people.by_login(login)
        if found is None:
            raise NotFound(f"Nobody has the login {login!r}.")
        user = found[0]
        alert = latest_digest(rooms, user, now)
        if alert is None:
            typer.echo("No news since the last digest.", err=True)
            return
        deliver(rooms, digest_text(rooms, user, alert.alert_id, now), as_json, out, "digest")
        if seen:
            see_alert(rooms, user, alert.alert_id)
