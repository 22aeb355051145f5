"""Keeping an installation: backup, restore, retention, new keys."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import AsJson, AsOf, moment, print_json


class Key(StrEnum):
    """Keys that can be replaced."""

    CERTIFICATES = "certificates"
    AUDIT = "audit"


def backup(
    file: Annotated[Path, typer.Argument(help="File to write, e.g. callprep-2026-11-26.tar.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write database, keys and audit anchor into one file.

    With the runs of measurements; also while a service runs. It holds secrets: lock it away.

    Example: callprep backup callprep-2026-11-26.tar
    """
    from dataclasses import asdict

    from assistant.bootstrap import utc_now
    from assistant.home import AppSettings
    from assistant.service.backup import back_up
    from ingest import sha256_hex

    manifest = back_up(AppSettings(), file, utc_now(), force=force)
    if as_json:
        print_json(asdict(manifest))
        return
    size = sum(facts.bytes for facts in manifest.files.values())
    typer.echo(f"{file}: {len(manifest.files)} files, {size:,} bytes, {manifest.database}, schema {manifest.schema},")
    library = f"library {manifest.snapshot_id}" if manifest.snapshot_id != sha256_hex("")[:16] else "no record yet"
    typer.echo(f"{library}. It holds secret keys: keep it where only administrators can read it.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    home: Annotated[Path, typer.Option(help="Folder to make; an empty one may exist.")],
    as_json: AsJson = False,
) -> None:
    """Check a backup, then make a new home folder of it.

    Words and vectors are rebuilt at first use.

    Example: callprep restore callprep-2026-11-26.tar --home /srv/callprep-new
    """
    from dataclasses import asdict

    from assistant.bootstrap import utc_now
    from assistant.home import AppSettings
    from assistant.service.restore import restore as bring_back

    address = AppSettings().database_url
    manifest = bring_back(file, home.absolute(), address.get_secret_value() if address else None, utc_now())
    if as_json:
        print_json(asdict(manifest))
        return
    typer.echo(f"{home} is as of {manifest.made_at[:19]}; every hash and the audit trail fit. Go on with:")
    typer.echo(f"  CALLPREP_HOME={home.absolute()} callprep doctor --deep")


def retain(
    older_than: Annotated[str, typer.Option(help="Age in days or years, e.g. 400d or 3y.")],
    yes: Annotated[bool, typer.Option("--yes", help="Erase; without this it is only counted.")] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Erase old texts that nobody relied on.

    Drafts never exported or reviewed, notes, replies of models, ended sessions.

    Example: callprep retain --older-than 3y
    """
    from assistant.bootstrap import open_rooms
    from assistant.engine import make_engine
    from assistant.home import AppSettings
    from assistant.service.retention import age_of, due_for_erasure, erase
    from assistant.store.erasing import Eraser
    from assistant.store.outages import telling_outages

    settings, now = AppSettings(), moment(as_of)
    before = now - age_of(older_than)
    with open_rooms(settings) as rooms:
        engine = make_engine(settings.sql_url())
        try:
            eraser = Eraser(telling_outages(engine))
            found = erase(rooms, eraser, before, now) if yes else due_for_erasure(rooms, eraser, before)
        finally:
            engine.dispose()
    if as_json:
        print_json({"before": before.isoformat(), "erased": yes, "counts": found})
        return
    for what, count in found.items():
        typer.echo(f"{count:>8}  {what}")
    typer.echo(f"older than {before:%Y-%m-%d}: " + ("erased." if yes else "nothing is changed yet; --yes erases them."))


def rotate(key: Annotated[Key, typer.Argument(help="certificates | audit")]) -> None:
    """Put a new key in place of one. What the old one signed stays verifiable; stop the service first.

    Example: callprep keys rotate certificates
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.key_rotation import rotate_audit, rotate_certificates

    with open_rooms() as rooms:
        if key is Key.AUDIT:
            last, _ = rotate_audit(rooms)
            typer.echo(f"The audit trail goes on with a new key after entry {last}.")
            return
        old, new = rotate_certificates(rooms)
    typer.echo(f"New public key {new}")
    typer.echo(f"Old public key {old} stays valid for what it signed.")
    typer.echo("Publish both: callprep verify --own-key > company.pub")
