"""Rating in the browser: one file that loads nothing, keeps what was rated in the browser, and exports the lines of a ratings file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from eval.rating.items import Item
from eval.rating.ratings import CRITERIA, HIGHEST, LOWEST, RUBRIC
from eval.report.style import STYLE

_PARTS = Path(__file__).parent


def rating_page(items: Sequence[Item]) -> str:
    """The page. It holds texts and their hashes, not which system made which: that is in the key file alone."""
    data = {
        "items": [
            {
                "id": item.item_id,
                "question": item.question,
                # In the order of hashes; each rater's own order is drawn in the browser from name and id.
                "sides": [
                    {"sha": s.sha256, "text": s.text, "certificate": s.certificate}
                    for s in sorted(item.sides, key=lambda s: s.sha256)
                ],
            }
            for item in items
        ],
        "criteria": [[c, RUBRIC[c]] for c in CRITERIA],
        "points": list(range(LOWEST, HIGHEST + 1)),
    }
    written = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    script = _part("page.js").replace("__DATA__", written)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Rate answers</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<style>{STYLE}{_part('page.css')}</style></head><body>{_part('page.html')}<script>{script}</script></body></html>\n"
    )


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")
