"""The style sheet of stand-alone pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def page_style() -> str:
    """CSS to put into a page's own `<style>`."""
    return (Path(__file__).parent / "data" / "page.css").read_text(encoding="utf-8").strip()
