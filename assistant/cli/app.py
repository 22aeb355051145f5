"""All commands of `callprep`. Nothing heavy is imported before a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli import (
    accounting,
    asking,
    checking,
    claiming,
    companying,
    documents,
    ingesting,
    keeping,
    mcp,
    peopling,
    preparing,
    remote,
    reviewing,
    ruling,
    running,
    templating,
    verifying,
    waiving,
)

app = typer.Typer(
    name="callprep",
    help='Prepare for oncology conversations: cited, balanced, guarded. Example: callprep ask "Does CBD prevent '
    'chemotherapy-induced peripheral neuropathy?" --as msl',
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
ingest = typer.Typer(
    help="Bring literature in. Example: callprep ingest files pubmed26n0001.xml.gz", no_args_is_help=True
)
library = typer.Typer(help="Look at the library. Example: callprep library status", no_args_is_help=True)
claims = typer.Typer(help="The approved claims. Example: callprep claims list", no_args_is_help=True)
accounts = typer.Typer(
    help="Accounts, people, contacts. Example: callprep accounts import export.json", no_args_is_help=True
)
meetings = typer.Typer(
    help="Planned meetings. Example: callprep meetings import calendar.ics --preview", no_args_is_help=True
)
card = typer.Typer(help="One-page cards. Example: callprep card interaction CBD warfarin", no_args_is_help=True)
people = typer.Typer(help="Accounts of people and their keys. Example: callprep people list", no_args_is_help=True)
review = typer.Typer(
    help="The review queue of a running service. Example: callprep --server https://callprep.example review list",
    no_args_is_help=True,
)
keys = typer.Typer(help="The secret keys. Example: callprep keys rotate certificates", no_args_is_help=True)
company = typer.Typer(help="The company that speaks. Example: callprep company show", no_args_is_help=True)
template = typer.Typer(
    help="Your company's Word and PowerPoint templates. Example: callprep template add company.docx",
    no_args_is_help=True,
)
audit = typer.Typer(help="The audit trail. Example: callprep audit verify", no_args_is_help=True)

app.command("demo")(running.demo)
app.command("doctor")(running.doctor)
app.command("serve")(running.serve)
app.command("mcp")(mcp.mcp)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.command("retain")(keeping.retain)
app.command("search")(asking.search)
app.command("ask")(asking.ask)
app.command("prep")(preparing.prep)
app.command("brief")(preparing.brief)
app.command("say")(preparing.say)
app.command("plan")(preparing.plan)
app.command("business-review")(preparing.business_review)
app.command("letter")(documents.letter)
app.command("table")(documents.table)
app.command("deck")(documents.deck)
app.command("email")(documents.email)
app.command("in-service")(documents.in_service)
app.command("gaps")(documents.gaps)
app.command("digest")(documents.digest)
app.command("review-sheet")(documents.review_sheet)
app.command("check")(checking.check)
app.command("rules")(ruling.rules)
app.command("waive")(waiving.waive)
app.command("verify")(verifying.verify)
ingest.command("files")(ingesting.files)
ingest.command("pubmed")(ingesting.pubmed)
ingest.command("update")(ingesting.update)
ingest.command("document")(ingesting.document)
ingest.command("searches")(ingesting.searches)
ingest.command("forget")(ingesting.forget)
library.command("status")(ingesting.status)
library.command("rebuild")(ingesting.rebuild)
library.command("reclassify")(ingesting.reclassify)
library.command("show")(ingesting.show)
claims.command("list")(checking.list_claims)
claims.command("new")(claiming.new)
claims.command("edit")(claiming.edit)
claims.command("bulk")(claiming.bulk)
claims.command("submit")(claiming.submit)
claims.command("sign")(claiming.sign)
claims.command("withdraw")(claiming.withdraw)
claims.command("reinstate")(claiming.reinstate)
claims.command("expire")(claiming.expire)
claims.command("diff")(claiming.diff)
claims.command("where-used")(claiming.used)
claims.command("import")(claiming.bring_in)
claims.command("export")(claiming.send_out)
claims.command("tasks")(claiming.tasks)
people.command("list")(peopling.everybody)
people.command("add")(peopling.add)
people.command("switch")(peopling.switch)
people.command("password")(peopling.password)
people.command("key")(peopling.key)
review.command("list")(reviewing.queue)
review.command("show")(reviewing.show)
review.command("submit")(reviewing.submit)
review.command("comment")(reviewing.comment)
review.command("sign")(reviewing.sign)
keys.command("rotate")(keeping.rotate)
company.command("set")(companying.record)
company.command("show")(companying.show)
template.command("add")(templating.add)
template.command("show")(templating.show)
template.command("remove")(templating.remove)
audit.command("verify")(running.audit_verify)
audit.command("export")(running.audit_export)
audit.command("model")(running.audit_model)
accounts.command("import")(accounting.import_accounts)
accounts.command("export")(accounting.export_accounts)
accounts.command("mappings")(accounting.mappings)
accounts.command("map")(accounting.show_map)
accounts.command("merge")(accounting.merge)
accounts.command("unmerge")(accounting.unmerge)
accounts.command("forget")(accounting.forget)
accounts.command("log")(accounting.log)
accounts.command("correct")(accounting.correct)
accounts.command("requests")(accounting.requests)
meetings.command("import")(accounting.import_accounts)
card.command("interaction")(documents.interaction)
card.command("pk")(documents.kinetics)
app.add_typer(card, name="card")
app.add_typer(accounts, name="accounts")
app.add_typer(meetings, name="meetings")
app.add_typer(ingest, name="ingest")
app.add_typer(library, name="library")
app.add_typer(claims, name="claims")
app.add_typer(audit, name="audit")
app.add_typer(keys, name="keys")
app.add_typer(people, name="people")
app.add_typer(company, name="company")
app.add_typer(template, name="template")
app.add_typer(review, name="review")


@app.callback(invoke_without_command=True)
def top(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    server: Annotated[
        str | None,
        typer.Option(help="Let a running service do ask, prep, brief, check, review; key in CALLPREP_API_KEY."),
    ] = None,
) -> None:
    """Prepare for oncology conversations: cited, balanced, guarded."""
    remote.choose_server(server)
    if version:
        from importlib.metadata import version as installed

        typer.echo(installed("callprep"))
        raise typer.Exit
