"""Released draft -> PDF/UA by typst: tagged headings, lists and tables, the proof attached. The same draft gives the same bytes."""

from __future__ import annotations

from assistant.documents.blocks import Bullets, blocks_of
from assistant.documents.figures import Figure, figure_svg, figures_by_section
from assistant.documents.finding_proof import ATTACHMENT
from assistant.documents.frame import frame_line, watermark
from assistant.documents.layout import column_shares, is_short, is_wide
from assistant.documents.proof import proof_json
from assistant.material import spoken
from guardrails import Line, Released, Section, Table, line_text

_PAGE_CHARS = 1500
"""Characters of one cell from which a row may not fit a page."""
# Neither ligatures nor hyphens: what is copied or read back out of the file has to be the text that was judged.
_STYLE = """
#set text(font: ("Libertinus Serif",), size: 10.5pt, lang: "en", ligatures: false, hyphenate: false)
#set par(justify: false, leading: 0.55em)
#show heading.where(level: 1): set text(size: 18pt, fill: rgb("#1f3a5f"))
#show heading.where(level: 2): set text(size: 12.5pt, fill: rgb("#1f3a5f"))
#show heading.where(level: 2): set block(above: 1.3em, below: 0.6em)
#let said(body) = block(width: 100%, breakable: false, fill: rgb("#eef3f8"), stroke: (left: 2.5pt + rgb("#1f3a5f")), inset: 8pt, body)
#let _hair = 0.5pt + rgb("#b8c2cf")
#let _pale = rgb("#e9eef5")
#let cell(body) = text(size: 8.5pt, body)
"""


def render_pdf(released: Released) -> bytes:
    """The .pdf file (PDF/UA-1)."""
    import typst

    # Fonts of its own and the time of the verdict: the same draft gives the same bytes on every machine.
    built: bytes = typst.compile(
        pdf_source(released).encode("utf-8"),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(released.verdict.as_of.timestamp()),
    )
    return built


def pdf_source(released: Released) -> str:
    """The document in typst's language; every word of it as a quoted string, so that no text becomes markup."""
    draft, stamp = released.draft, released.verdict.as_of
    day = f"datetime(year: {stamp.year}, month: {stamp.month}, day: {stamp.day})"
    parts = [
        f'#set document(title: {_quoted(draft.title)}, author: "callprep", date: {day})',
        _page(released),
        _STYLE,
        f'#pdf.attach("{ATTACHMENT}", bytes({_quoted(proof_json(released))}), relationship: "supplement", '
        'mime-type: "application/json", description: "Signed proof of this text")',
        f"= {_text(draft.title)}",
    ]
    if draft.banner:
        parts.append(f"#emph[{_text(draft.banner)}]")
    figures = figures_by_section(draft)
    for section in draft.sections:
        parts += [_section(section), *(_figure(figure) for figure in figures.get(section.section_id, ()))]
    if draft.footer:
        parts.append(f"#emph[{_text(draft.footer)}]")
    return "\n\n".join(parts) + "\n"


def _page(released: Released) -> str:
    mark = watermark(released.certificate)
    words = f'rotate(-40deg, text(size: 54pt, fill: rgb("#ececec"), {_quoted(mark)}))' if mark else "none"
    footer = (
        f"context text(size: 6.5pt)[{_text(frame_line(released.certificate))} · "
        "#counter(page).display() / #counter(page).final().first()]"
    )
    flipped = ", flipped: true" if is_wide(released.draft) else ""
    return f'#set page(paper: "us-letter"{flipped}, margin: (x: 2cm, top: 1.8cm, bottom: 2cm), footer: {footer}, background: {words})'


def _section(section: Section) -> str:
    """Heading and blocks; what a colon announces stays with it."""
    heading = [f"== {_text(section.title)}"] if section.title else []
    return "\n\n".join([*heading, *map(_block, blocks_of(section))])


def _block(block: Bullets | Line | Table) -> str:
    if isinstance(block, tuple):
        return "\n".join(f"- {_line(item)}" for item in block)
    return _table(block) if isinstance(block, Table) else _paragraph(block)


def _figure(figure: Figure) -> str:
    drawing = figure_svg(figure, "Libertinus Serif").replace("currentColor", "black")
    return f'#image(bytes({_quoted(drawing)}), format: "svg", width: 100%, alt: {_quoted(figure.alt)})'


def _paragraph(line: Line) -> str:
    if line.style == "say":
        return "#said[" + "\n\n".join(map(_line, spoken(line))) + "]"
    text = f"#emph[{_line(line)}]" if line.style == "note" else "\n\n".join(map(_line, spoken(line)))
    return f"#block(sticky: true)[{text}]" if line_text(line).endswith(":") else text


def _line(line: Line) -> str:
    lead = f"#strong[{_text(line.lead)}] " if line.lead else ""
    return lead + _text(" ".join(s.text for s in line.statements))


def _table(table: Table) -> str:
    widths = ", ".join(f"{share:.3f}fr" for share in column_shares(table))
    head = ", ".join(f"[#cell[#strong[{_text(name)}]]]" for name in table.header)
    rows = "".join("  " + ", ".join(_cell(cell) for cell in row) + ",\n" for row in table.rows)
    body = (
        f"#table(columns: ({widths}), inset: (x: 5pt, y: 4pt), stroke: (x, y) => (top: if y < 2 {{ 0pt }} else {{ _hair }}), "
        f"fill: (_, y) => if y == 0 {{ _pale }},\n  table.header(repeat: true, {head}),\n{rows})"
    )
    return f"#block(width: 100%, breakable: {'false' if is_short(table) else 'true'}, stroke: (y: _hair))[{body}]"


def _cell(line: Line) -> str:
    """A cell stays on one page, so that a row reads as one; only one too long for a page may break."""
    body = f"[#cell[{_line(line)}]]"
    return body if len(line_text(line)) > _PAGE_CHARS else f"table.cell(breakable: false){body}"


def _text(text: str) -> str:
    return f"#{_quoted(text)}"


def _quoted(text: str) -> str:
    """A string literal of typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
