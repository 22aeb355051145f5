"""Released draft -> one self-contained HTML page: no script, no outside resource, light and dark, prints well."""

from __future__ import annotations

from html import escape

from assistant.documents.blocks import Bullets, blocks_of
from assistant.documents.figures import figure_svg, figures_by_section
from assistant.documents.frame import frame_line, watermark
from assistant.documents.proof import MARK, proof_json
from assistant.documents.style import page_style
from assistant.material import spoken
from guardrails import Line, Released, Section, Statement, Table

_NAME_AND_VALUE = 2
"""Columns of a table that is a list of names with their values."""


def render_html(released: Released) -> str:
    """A whole page."""
    draft, mark = released.draft, watermark(released.certificate)
    behind = f'<p class="watermark" aria-hidden="true">{escape(mark)}</p>\n' if mark else ""
    # The proof stands in a <template>: browsers and screen readers pass it over, `verify` finds it.
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(draft.title)}</title>\n<style>{page_style()}</style>\n</head>\n<body>\n{behind}"
        f"{render_fragment(released)}\n"
        f'<template id="{MARK}">{escape(proof_json(released))}</template>\n</body>\n</html>\n'
    )


def render_fragment(released: Released) -> str:
    """The document as one `<main>`, for a page that brings its own frame."""
    draft = released.draft
    banner = f'<p class="banner">{escape(draft.banner)}</p>' if draft.banner else ""
    footer = f"<p>{escape(draft.footer)}</p>" if draft.footer else ""
    figures = figures_by_section(draft)
    body = "\n".join(
        _section(s) + "".join(f"\n<figure>{figure_svg(f)}</figure>" for f in figures.get(s.section_id, ()))
        for s in draft.sections
    )
    return (
        f'<main class="document">\n<h1>{escape(draft.title)}</h1>\n'
        f'<p class="verdict"><span aria-hidden="true">●</span> {escape(frame_line(released.certificate))}</p>\n'
        f"{banner}\n{body}\n<footer>{footer}</footer>\n</main>"
    )


def _section(section: Section) -> str:
    mode = f' data-mode="{section.mode.value}"' if section.mode else ""
    heading = f"<h2>{escape(section.title)}</h2>\n" if section.title else ""
    body = "\n".join(map(_block, blocks_of(section)))
    return f'<section id="{escape(section.section_id, quote=True)}"{mode}>\n{heading}{body}\n</section>'


def _block(block: Bullets | Line | Table) -> str:
    if isinstance(block, tuple):
        return "<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in block) + "</ul>"
    return _table(block) if isinstance(block, Table) else _paragraph(block)


def _inline(line: Line) -> str:
    lead = f"<strong>{escape(line.lead)}</strong> " if line.lead else ""
    return lead + " ".join(_statement(s) for s in line.statements)


def _statement(statement: Statement) -> str:
    if not statement.citations:
        return escape(statement.text)
    source = escape(statement.citations[0].evidence_id, quote=True)
    return f'<span class="cited" data-source="{source}">{escape(statement.text)}</span>'


def _paragraph(line: Line) -> str:
    if line.style == "say":
        return f'<blockquote class="say">{"".join(f"<p>{_inline(part)}</p>" for part in spoken(line))}</blockquote>'
    if line.style == "note":
        return f'<p class="note">{_inline(line)}</p>'
    return "".join(f"<p>{_inline(part)}</p>" for part in spoken(line))


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in table.header)
    rows = "".join(
        "<tr>"
        + "".join(f"<td{_label(table, h)}>{_inline(cell)}</td>" for h, cell in zip(table.header, row, strict=True))
        + "</tr>"
        for row in table.rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _label(table: Table, head: str) -> str:
    """What a phone, which stacks the cells of a row, puts in front of each; a name and its value speak for themselves."""
    return f' data-label="{escape(head, quote=True)}"' if len(table.header) > _NAME_AND_VALUE else ""
