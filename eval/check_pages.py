"""Writes `docs/checks`: one page a check, from the check's own source and examples. `python -m eval.check_pages`."""

from __future__ import annotations

from pathlib import Path

import yaml

from guardrails import CheckEntry, catalogue

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "checks"
EXAMPLES = ROOT / "tests" / "guardrails" / "checks" / "examples.yaml"
_MODES = ("promotional", "formulary", "scientific_proactive", "scientific_reactive", "internal")


def pages() -> dict[str, str]:
    """File name to text of every page, the index included."""
    examples = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    entries = catalogue()
    made = {f"{entry.check_id}.md": _page(entry, examples.get(entry.check_id)) for entry in entries}
    return {"README.md": _index(entries), **made}


def _index(entries: tuple[CheckEntry, ...]) -> str:
    head = [
        "# Checks",
        "",
        "Made from the checks themselves by `python -m eval.check_pages`. Rules are `verified: false` until a person has",
        "confirmed them. Not legal advice.",
        "",
        "| check | what | " + " | ".join(mode.replace("_", " ") for mode in _MODES) + " |",
        "|---|---|" + "---|" * len(_MODES),
    ]
    rows = [
        f"| [{e.check_id}]({e.check_id}.md) | {e.title} | " + " | ".join(e.severity[mode] for mode in _MODES) + " |"
        for e in entries
    ]
    return "\n".join([*head, *rows]) + "\n"


def _page(entry: CheckEntry, examples: dict[str, list[str]] | None) -> str:
    lines = [
        f"# {entry.check_id}: {entry.title}",
        "",
        entry.what[0].upper() + entry.what[1:],
        "",
        "| mode | severity |",
        "|---|---|",
        *(f"| {mode.replace('_', ' ')} | {entry.severity[mode]} |" for mode in _MODES),
        "",
        f"Runs on: {', '.join(entry.profiles)}. A finding can {'be waived by signature' if entry.waivable else 'never be waived'}.",
        "",
        f"Rules: {', '.join(entry.rule_refs)}." + (f" Sources: {'; '.join(entry.sources)}." if entry.sources else ""),
    ]
    if entry.rules:
        lines += ["", "| rule | what the writer is told | on a lone text |", "|---|---|---|"]
        lines += [f"| {r.rule_id} | {r.reason} | {r.voice} |" for r in entry.rules]
    if examples:
        lines += ["", "## Held", "", *(f"- {text}" for text in examples["bad"])]
        lines += ["", "## Honest, and passed", "", *(f"- {text}" for text in examples["good"])]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the pages and remove those of checks that are gone."""
    PAGES.mkdir(parents=True, exist_ok=True)
    made = pages()
    for path in PAGES.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
