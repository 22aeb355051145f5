"""The approved claims: their life, import and export, where they are used, what follows when one falls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import AsJson, AsOf, moment, print_json, shorten
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.service.cascade import CascadeReport
    from guardrails import Claim

Name = Annotated[str, typer.Argument(help="Claim id, or id and version: `HB-C-001 v2`.")]
_TYPES = "indication, efficacy, safety, pk, mechanism, dosing_label, economic, disease_state, guideline, disclosure or admin."
_ONE_LINE = 80
Sets = Annotated[list[str] | None, typer.Option("--set", help="FIELD=VALUE (YAML); may be given several times.")]


def new(
    claim_id: Annotated[str, typer.Argument(help="Id of the new claim.")],
    text: Annotated[str, typer.Option(help="Its wording, 20 to 1500 characters.")],
    claim_type: Annotated[str, typer.Option("--type", help=_TYPES)],
    sets: Sets = None,
    as_json: AsJson = False,
) -> None:
    """Draft a new claim.

    Example: callprep claims new HB-C-030 --type admin --text "Bottles hold 10 capsules each." --set "expires=2027-06-30"
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import new_claim

    row = {"claim_id": claim_id, "text": text, "claim_type": claim_type, **_fields(sets)}
    with open_rooms() as rooms:
        _show(new_claim(rooms, row, rooms.clock()), as_json)


def edit(name: Name, sets: Sets = None, as_json: AsJson = False) -> None:
    """Change a draft.

    Of a submitted claim, make the next version as a draft.

    Example: callprep claims edit HB-C-004 --set "expires=2027-12-31"
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import edit_claim, find_claim

    with open_rooms() as rooms:
        _show(edit_claim(rooms, find_claim(rooms, name), _fields(sets), rooms.clock()), as_json)


def bulk(
    sets: Sets = None,
    claim_type: Annotated[str | None, typer.Option("--type", help="Only claims of this type.")] = None,
    product: Annotated[str | None, typer.Option(help="Only claims of this product id.")] = None,
    source: Annotated[str | None, typer.Option(help="Only claims that rest on this PMID or label id.")] = None,
    as_json: AsJson = False,
) -> None:
    """The same edit for many claims at once, all or none.

    Each gets its next version as a draft.

    Example: callprep claims bulk --product QUILLMERA --set "expires=2027-12-31"
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import edit_many

    if not (claim_type or product or source):
        raise UsageError("Say which claims: --type, --product or --source.")

    def chosen(claim: Claim) -> bool:
        return (
            claim_type in (None, claim.claim_type)
            and (product is None or product in claim.product_ids)
            and (source is None or any(r.source_id == source for r in claim.references))
        )

    with open_rooms() as rooms:
        changed = edit_many(rooms, chosen, _fields(sets), rooms.clock())
    _print([_row(c) for c in changed], as_json, f"{len(changed)} claims changed")


def submit(name: Name, as_json: AsJson = False) -> None:
    """Send a draft to review. Its references are pinned to the sources as they are now.

    Example: callprep claims submit HB-C-030
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import find_claim, submit_claim

    with open_rooms() as rooms:
        _show(submit_claim(rooms, find_claim(rooms, name), rooms.clock()), as_json)


def sign(
    name: Name,
    discipline: Annotated[str, typer.Option("--as", help="M, L or R.")],
    signer: Annotated[str, typer.Option("--name", help="Name of the person who signs.")],
    as_json: AsJson = False,
) -> None:
    """Sign a version for one discipline. The third signature approves it and retires the version it supersedes.

    Example: callprep claims sign HB-C-030 --as M --name "N. Okonjo-Reyes MD"
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import find_claim, sign_claim

    with open_rooms() as rooms:
        claim, reports = sign_claim(rooms, find_claim(rooms, name), discipline, signer, rooms.clock())
    _show(claim, as_json, list(reports))


def withdraw(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; it is shown wherever the claim was used.")],
    as_json: AsJson = False,
) -> None:
    """Take a claim out of force for good.

    What rests on it is judged again.

    Example: callprep claims withdraw HB-C-005 --reason "The trial report was corrected."
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import find_claim, withdraw_claim

    with open_rooms() as rooms:
        claim, report = withdraw_claim(rooms, find_claim(rooms, name), reason, rooms.clock())
    _show(claim, as_json, [report])


def reinstate(name: Name, as_json: AsJson = False) -> None:
    """Put a suspended claim back in force.

    Its signatures still hold for its record.

    Example: callprep claims reinstate HB-C-004
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import find_claim, reinstate_claim

    with open_rooms() as rooms:
        _show(reinstate_claim(rooms, find_claim(rooms, name), rooms.clock()), as_json)


def expire(
    name: Annotated[str | None, typer.Argument(help="One claim id; every claim, source and rule if left out.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Judge again what rests on claims that have run out.

    And on sources and rules that changed.

    Example: callprep claims expire --as-of 2026-11-19
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.sweep import sweep

    with open_rooms() as rooms:
        reports = sweep(rooms, moment(as_of), only=name)
    if as_json:
        print_json([_report(r) for r in reports])
        return
    for report in reports:
        _tell(report)
    typer.echo(f"{len(reports)} {'cause' if len(reports) == 1 else 'causes'} since the last time")


def diff(
    name: Name,
    other: Annotated[str | None, typer.Argument(help="The other version; the one before if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """What differs between two versions of a claim.

    Example: callprep claims diff "HB-C-001 v2"
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import find_claim, previous_version
    from guardrails import changed_fields

    with open_rooms() as rooms:
        claim = find_claim(rooms, name)
        before = find_claim(rooms, other) if other else previous_version(rooms, claim)
    rows = [
        {"field": c.field, "before": json.loads(c.before), "after": json.loads(c.after)}
        for c in changed_fields(before, claim)
    ]
    if as_json:
        print_json({"before": before.key, "after": claim.key, "fields": rows})
        return
    typer.echo(f"{before.key} -> {claim.key}")
    for row in rows:
        old, new = (_word(row[side]) or "nothing" for side in ("before", "after"))
        short = len(old) + len(new) < _ONE_LINE
        typer.echo(f"  {row['field']}: " + (f"{old} -> {new}" if short else f"\n    - {old}\n    + {new}"))


def used(name: Annotated[str, typer.Argument(help="Claim, PMID or label id.")], as_json: AsJson = False) -> None:
    """What rests on a claim, a record or a label.

    Drafts, exports and logged calls.

    Example: callprep claims where-used "HB-C-001 v2"
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import used_by_name

    with open_rooms() as rooms:
        found = used_by_name(rooms, name)
        locks = {d: rooms.ledger.lock_reason(d) for d in found.drafts}
    row: dict[str, list[Any]] = {
        "claims": list(found.claims),
        "drafts": [{"draft_id": d, "locked": locks[d]} for d in found.drafts],
        "exports": [{"export_id": e.export_id, "draft_id": e.draft_id, "target": e.target} for e in found.exports],
        "calls": [
            {"interaction_id": i.interaction_id, "on": i.on.isoformat(), "people": list(i.person_ids)}
            for i in found.calls
        ],
    }
    if as_json:
        print_json(row)
        return
    for kind in ("claims", "drafts", "exports", "calls"):
        typer.echo(f"{kind}: {len(row[kind])}")
        for item in row[kind]:
            typer.echo(f"  {item if isinstance(item, str) else ' '.join(_word(v) for v in item.values() if v)}")


def bring_in(
    path: Annotated[Path, typer.Argument(help="Claims library: YAML, JSON or CSV.")],
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring in a claims library.

    A file with one wrong row changes nothing, and every wrong row is named. What the file does not name stays, but for
    older versions of a claim that it brings a newer one of: they are superseded.

    Example: callprep claims import claims.yaml --preview
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_import import apply_import, preview_import

    with open_rooms() as rooms:
        seen = preview_import(rooms, path)
        diff = seen.diff
        row: dict[str, Any] = {
            "added": [c.claim.key for c in diff.added],
            "changed": {c.claim.key: [f.field for f in c.fields] for c in diff.changed},
            "refused": [c.claim.key for c in diff.refused],
            "unchanged": len(diff.unchanged),
            "superseded": {c.key: c.superseded_by for c in seen.succession.retired},
            "stays_superseded": {c.key: c.superseded_by for c in seen.left},
            "overtaken": list(seen.succession.refused),
            "not_in_file": list(diff.missing),
            "labels_changed": list(seen.labels),
            "undefined": list(seen.loose),
        }
        reports = () if preview else apply_import(rooms, seen, rooms.clock()).cascades
    if as_json:
        print_json({**row, "applied": not preview, "cascades": [_report(r) for r in reports]})
        return
    for key in row["added"]:
        typer.echo(f"+ {key}")
    for key, fields in row["changed"].items():
        typer.echo(f"{'!' if key in row['refused'] else '~'} {key}: {', '.join(fields)}")
    for key, newer in row["superseded"].items():
        typer.echo(f"- {key}: leaves force, superseded by {newer}")
    for key, newer in row["stays_superseded"].items():
        typer.echo(f"= {key}: stays superseded by {newer}, whatever the file says of it")
    for words in (*seen.succession.refused, *seen.loose):
        typer.echo(f"callprep: {words}", err=True)
    for report in reports:
        _tell(report)
    products, labels = len(seen.loaded.products), len(seen.loaded.labels)
    total = f"{len(seen.loaded.claims)} claim versions; products: {products}, labels: {labels}"
    counts = f"{len(row['added'])} new, {len(row['changed'])} changed, {row['unchanged']} as they were"
    typer.echo(f"{total}; {counts}{'; nothing is written yet' if preview else ''}")


def send_out(form: Annotated[str, typer.Option(help="yaml, json or csv.")] = "yaml") -> None:
    """Print the claims library.

    What is printed can be imported again.

    Example: callprep claims export --form json > claims.json
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.claim_steps import export_library

    with open_rooms() as rooms:
        typer.echo(export_library(rooms, form), nl=False)


def tasks(
    close: Annotated[str | None, typer.Option(help="Mark this task as done.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also those that are done.")] = False,
    as_json: AsJson = False,
) -> None:
    """What people have to correct.

    Because something they were told or sent no longer holds.

    Example: callprep claims tasks
    """
    from assistant.bootstrap import open_rooms
    from assistant.errors import NotFound

    with open_rooms() as rooms:
        if close and not rooms.ledger.close_task(close, rooms.clock()):
            raise NotFound(f"No open task {close!r}.")
        found = rooms.ledger.tasks(open_only=not every)
    rows = [
        {"task_id": t.task_id, "kind": t.kind, "object": t.object_id, **t.detail, "closed": t.closed_at} for t in found
    ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        typer.echo("Nothing is to be corrected.")
    for row in rows:
        people = f" to {', '.join(row['people'])}" if row.get("people") else ""
        typer.echo(f"{row['task_id']}  {row['duty']} {row['kind']} {row['object']}{people}: {row['because']}")


def _word(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _fields(sets: list[str] | None) -> dict[str, Any]:
    import yaml

    fields: dict[str, Any] = {}
    for item in sets or ():
        name, equals, value = item.partition("=")
        if not equals:
            raise UsageError(f"--set {item!r}: write FIELD=VALUE.")
        try:
            fields[name.strip()] = yaml.safe_load(value)
        except yaml.YAMLError as exc:
            raise UsageError(f"--set {item!r}: {' '.join(str(exc).split())}") from exc
    return fields


def _row(claim: Claim) -> dict[str, Any]:
    signed = {s.discipline: s.name for s in claim.signatures}
    return {
        "claim": claim.key,
        "state": claim.state,
        "signed": signed,
        "expires": str(claim.expires),
        "text": claim.text,
    }


def _print(rows: list[dict[str, Any]], as_json: bool, summary: str) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        signed = f" signed {''.join(sorted(row['signed']))}" if row["signed"] else ""
        typer.echo(f"{row['claim']:<14} {row['state']}{signed}  {shorten(row['text'])}")
    if summary:
        typer.echo(summary)


def _show(claim: Claim, as_json: bool, reports: list[CascadeReport] | None = None) -> None:
    if as_json:
        print_json({**_row(claim), "cascades": [_report(r) for r in reports or []]})
        return
    _print([_row(claim)], False, "")
    for report in reports or []:
        _tell(report)


def _report(report: CascadeReport) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(report)


def _tell(report: CascadeReport) -> None:
    typer.echo(
        f"{report.cause} of {report.subject}: {len(report.drafts)} drafts judged again, {len(report.locked)} locked, "
        f"{len(report.suspended)} claims suspended, {len(report.exports)} exports and {len(report.calls)} calls reached, "
        f"{len(report.tasks)} tasks"
    )
    for draft in report.drafts:
        typer.echo(f"  {draft.draft_id}: {draft.before} -> {draft.after}")
