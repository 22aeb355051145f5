"""Judge any text: pasted, from a file, or line by line. Needs no library and no database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant.errors import UsageError
from assistant.service.shapes import verdict_row
from guardrails import (
    ClaimSet,
    Context,
    Evidence,
    Mode,
    Profile,
    canonical_jurisdiction,
    check,
    draft_from_text,
    known_jurisdiction,
    known_jurisdictions,
)
from ingest import nfc, sha256_hex

MAX_CHARS = 400_000
_ALIASES = {
    "account_manager": Mode.PROMOTIONAL,
    "any": Mode.PROMOTIONAL,
    "msl_reactive": Mode.SCIENTIFIC_REACTIVE,
    "msl_proactive": Mode.SCIENTIFIC_PROACTIVE,
    "msl": Mode.SCIENTIFIC_REACTIVE,
}


@dataclass(frozen=True, slots=True)
class Bench:
    """How texts are judged: the default context, and the claims if any were given."""

    context: Context
    claims: ClaimSet | None
    now: datetime


def mode_named(name: str) -> Mode:
    """A mode by its name or alias.

    Raises:
        UsageError: No such mode.
    """
    key = name.strip().lower()
    if key in _ALIASES:
        return _ALIASES[key]
    try:
        return Mode(key)
    except ValueError as exc:
        known = ", ".join([*(m.value for m in Mode), *_ALIASES])
        raise UsageError(f"mode is {name!r}; choose one of {known}.") from exc


def place_named(written: str) -> str:
    """A jurisdiction, or several parted by `;`, in their usual spelling: `Texas` is `US-TX`.

    Raises:
        UsageError: No such jurisdiction; the message names the known ones.
    """
    if not known_jurisdiction(written):
        raise UsageError(f"jurisdiction is {written!r}; known: {', '.join(known_jurisdictions())}.")
    return "; ".join(canonical_jurisdiction(place) for place in written.split(";") if place.strip())


def bench_for(
    *, profile: str, mode: str, jurisdiction: str, products: Iterable[str], claims: ClaimSet | None, now: datetime
) -> Bench:
    """Check the options once, then judge many texts.

    Raises:
        UsageError: An option has no such value, or `draft` lacks its product.
    """
    from guardrails import known_products

    profiles = {p.value: p for p in Profile}
    if profile not in profiles:
        raise UsageError(f"--profile is {profile!r}; choose screen or draft.")
    known = {p.product_id: p for p in (*known_products(), *(claims.products if claims else ()))}
    names = {name.lower(): key for key, p in known.items() for name in (key, *p.names)}
    asked = tuple(products)
    missing = [p for p in asked if p.strip().lower() not in names]
    if missing:
        raise UsageError(
            f"--product is {missing[0]!r}; known: {', '.join(known) or 'none'}. Give --claims with its product."
        )
    context = Context(
        mode=mode_named(mode),
        profile=profiles[profile],
        jurisdiction=place_named(jurisdiction),
        product_ids=tuple(names[p.strip().lower()] for p in asked),
        products=tuple(known.values()),
    )
    return Bench(context, claims, now)


def check_text(bench: Bench, text: str, text_id: str | None = None, evidence: str | None = None) -> dict[str, Any]:
    """The verdict line of one text.

    Raises:
        UsageError: The text is longer than 400,000 characters.
    """
    if len(text) > MAX_CHARS:
        raise UsageError(f"The text has {len(text)} characters; check at most {MAX_CHARS} at a time.")
    sources = _given(evidence)
    verdict = check(
        draft_from_text(text),
        evidence=sources,
        claims=bench.claims.claims if bench.claims else (),
        context=bench.context,
        now=bench.now,
    )
    return verdict_row(verdict, text_id)


def check_lines(bench: Bench, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One verdict a line, in order. A line that cannot be read gets an error row in its place.

    A line is an object with `text` and optional `id`, `mode`, `jurisdiction`, `evidence`.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield _check_row(bench, row, number)
        except (json.JSONDecodeError, RecursionError, UsageError, TypeError) as exc:
            yield {"id": None, "line": number, "decision": "REVIEW", "findings": [], "error": f"line {number}: {exc}"}


def _check_row(bench: Bench, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise UsageError("an object with a string `text` is needed")
    context = bench.context
    if row.get("mode"):
        context = replace(context, mode=mode_named(str(row["mode"])))
    if row.get("jurisdiction"):
        context = replace(context, jurisdiction=place_named(str(row["jurisdiction"])))
    text_id = row.get("id")
    evidence = row.get("evidence")
    return check_text(
        replace(bench, context=context),
        row["text"],
        str(text_id) if text_id is not None else None,
        evidence if isinstance(evidence, str) else None,
    )


def _given(evidence: str | None) -> dict[str, Evidence]:
    if not evidence:
        return {}
    text = nfc(evidence)
    return {"given": Evidence(evidence_id="given", text=text, version_hash=sha256_hex(text), title="evidence given")}
