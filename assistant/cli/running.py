"""The demo, the doctor, the server, the audit trail."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import AsJson, deliver, keep, print_json
from assistant.cli.failing import FAILED

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.service.rooms import Rooms

DEMO_AS_OF = "2026-11-17T18:00:00-05:00"


def demo(
    out: Annotated[Path, typer.Option(help="Where the documents go.")] = Path("out"),
    home: Annotated[Path | None, typer.Option(help="Home folder of the demo; out/home if left out.")] = None,
    day: Annotated[bool, typer.Option("--day", help="Also a day sheet, every pack, a letter and its deck.")] = False,
) -> None:
    """Load the invented company; print a call pack and a brief.

    Its 60 studies are real, restated as digests.

    Example: callprep demo --day
    """
    from datetime import datetime

    from assistant.bootstrap import open_rooms
    from assistant.cli.progress import progress_bar
    from assistant.demo.load import AUTHOR, LIBRARY_DATE, OWNER, load_demo
    from assistant.home import AppSettings
    from assistant.service.brief import brief
    from assistant.service.prep import find_visit, prepare

    now = datetime.fromisoformat(DEMO_AS_OF)
    settings = AppSettings(home=(home or out / "home").resolve())
    with progress_bar() as tick, open_rooms(settings, clock=lambda: LIBRARY_DATE, progress=tick) as rooms:
        report = load_demo(rooms.library, rooms.objects, rooms.documents)
        typer.echo(
            f"Demo as of {DEMO_AS_OF}: {report.digests_new} digests loaded, {report.digests_unchanged} unchanged, "
            f"{len(report.crm.reports)} possible adverse event relayed, {len(report.crm.redacted_notes)} note redacted.",
            err=True,
        )
    with open_rooms(settings) as rooms:
        deliver(rooms, prepare(rooms, find_visit(rooms, now, hcp="P-1"), now, OWNER), False, out, "call-pack")
        typer.echo("\n")
        outcome = brief(rooms, "QUILLMERA", "chemotherapy-induced nausea and vomiting", "committee", now, AUTHOR)
        deliver(rooms, outcome, False, out, "pt-brief")
        if day:
            _rest_of_the_day(rooms, now, out)
        status = rooms.library.status()
    model = status.embedder or "none: words only, the embedding model is not installed"
    typer.echo(f"Library: {status.articles} records, embedding model {model}. Documents in {out}/.", err=True)
    typer.echo(f"The demo's day is the one after {DEMO_AS_OF[:10]}. Go on with:", err=True)
    for command in ('ask "..." --as msl', "prep --tomorrow"):
        typer.echo(f"  CALLPREP_HOME={settings.home} callprep {command} --as-of {DEMO_AS_OF}", err=True)


def _rest_of_the_day(rooms: Rooms, now: datetime, out: Path) -> None:
    """The day sheet, the other packs, a response letter and its deck, as files alone."""
    from assistant.demo.load import AUTHOR, LETTER_REQUEST, OWNER
    from assistant.domain import Role
    from assistant.service.brief import asker_of
    from assistant.service.day import prepare_day
    from assistant.service.scientific import response_letter, scientific_deck

    day = prepare_day(rooms, now, OWNER)
    asker = asker_of(rooms, Role.MSL, LETTER_REQUEST, "US")
    assert asker.request is not None
    made = [("day", day.sheet), *((f"call-pack-{meeting_id}", pack) for meeting_id, pack in day.packs)]
    made.append(("response-letter", response_letter(rooms, asker, now, AUTHOR)))
    made.append(("deck", scientific_deck(rooms, asker.request.text, asker, now, AUTHOR)))
    for name, outcome in made:
        keep(rooms, outcome, out / "day", name)


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help="Also open the stores and the model.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what works, what does not, and what to do about it.

    Example: callprep doctor --deep
    """
    from assistant.cli.doctor import examine

    rows = examine(deep=deep)
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo(f"{'ok  ' if row['ok'] else 'MEND'}  {row['what']}: {row['state']}")
            if row["mend"]:
                typer.echo(f"      -> {row['mend']}")
    if not all(row["ok"] for row in rows):
        raise typer.Exit(FAILED)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port.")] = 8080,
) -> None:
    """Serve the API and the pages, one process. At first start it prints the code that makes the first administrator.

    Example: callprep serve --port 8080
    """
    import secrets
    import signal

    from assistant.bootstrap import fetcher_of, open_rooms
    from assistant.home import AppSettings
    from assistant.jobs.worker import Worker
    from assistant.logs import configure_logs
    from assistant.service.job_runs import run_job
    from assistant.service.schedule import enqueue_due
    from assistant.service.warming import warm
    from assistant.web.app import create_app
    from assistant.web.listening import listen

    settings = AppSettings()
    configure_logs(settings.log_level)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # a stopped container closes its stores as Ctrl-C does
    with open_rooms(settings, address=f"http://{host}:{port}") as rooms:
        code = "" if rooms.people.any_user() else secrets.token_hex(4)
        typer.echo(f"callprep on http://{host}:{port}", err=True)
        if code:
            typer.echo(f"Nobody has an account yet. Setup code for http://{host}:{port}/setup : {code}", err=True)
        if settings.database_url is None:  # on a shared database another service may be at work
            rooms.jobs.free_leases()
        worker = Worker(
            rooms.jobs,
            lambda job, steps: run_job(rooms, job, steps, fetcher_of),
            rooms.clock,
            lambda: enqueue_due(rooms),
        )
        cold = warm(rooms)
        for part in cold:
            typer.echo(f"Started without {part}; `callprep doctor --deep` says more.", err=True)
        worker.start()
        try:
            listen(create_app(rooms, setup_code=code, cold=cold), host, port)
        finally:
            worker.stop()


def audit_verify() -> None:
    """Recompute the audit chain; name the first entry that does not fit.

    Example: callprep audit verify
    """
    from assistant.bootstrap import open_rooms

    with open_rooms() as rooms:
        bad, count, head = rooms.audit.first_bad(), sum(1 for _ in rooms.audit.events()), rooms.audit.head()
    if bad is not None:
        typer.echo(f"Entry {bad} does not fit the chain: it was changed, removed or put in.")
        raise typer.Exit(FAILED)
    typer.echo(f"{count} entries, all in order. Head {head[:16]}.")


def audit_export() -> None:
    """Every audit event as one JSON object a line.

    Example: callprep audit export > audit.jsonl
    """
    import json
    from dataclasses import asdict

    from assistant.bootstrap import open_rooms

    with open_rooms() as rooms:
        for event in rooms.audit.events():
            sys.stdout.write(json.dumps(asdict(event), ensure_ascii=False) + "\n")


def audit_model(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many drafts.")] = 20, as_json: AsJson = False
) -> None:
    """Show what drafts by a language model cost.

    Calls, tokens, price, time; newest first.

    Example: callprep audit model --limit 5
    """
    from dataclasses import asdict

    from assistant.bootstrap import open_rooms
    from assistant.service.model_costs import model_costs

    with open_rooms() as rooms:
        drafts = model_costs(rooms, limit)
    if as_json:
        print_json([asdict(d) | {"made_at": d.made_at.isoformat()} for d in drafts])
        return
    for d in drafts:
        price = "no price set" if d.cost is None else f"{d.cost:.4f}"
        typer.echo(
            f"{d.made_at:%Y-%m-%d %H:%M}  {d.model}  {d.calls} calls, {d.failed} failed  "
            f"{d.input_tokens}+{d.output_tokens} tokens  {price}  {d.latency_ms:.0f} ms"
        )
    if not drafts:
        typer.echo("No draft was made by a language model.")
