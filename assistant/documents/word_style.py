"""How a Word file looks where no company template says so: type, colours, spacing, and the styles that our own text needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

INK, PALE, HAIR = "1F3A5F", "E9EEF5", "B8C2CF"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CELL, GAP, SAY = "Table Text", "Table Gap", "Say"
"""Paragraph styles of ours: text of a cell, space behind a table, what may be spoken."""


def set_look(document: DocxDocument) -> None:
    """Our own look, on a fresh document."""
    from docx.shared import Cm, RGBColor

    _write(document, "Normal", _Face(10.5, before=0, after=5, lines=1.1))
    _write(document, "List Bullet", _Face(None, before=0, after=3, lines=1.1))
    for name, face in (("Title", _Face(20, 0, 4, 1.05)), ("Heading 1", _Face(13, 14, 4, 1.05))):
        style = _write(document, name, face)
        style.font.bold, style.font.color.rgb = True, RGBColor.from_string(INK)
        for border in style.element.xpath(".//w:pBdr"):
            border.getparent().remove(border)
    for page in document.sections:
        page.left_margin = page.right_margin = Cm(2)
        page.top_margin, page.bottom_margin = Cm(2), Cm(1.9)
        page.footer_distance = Cm(0.9)


@dataclass(frozen=True, slots=True)
class _Face:
    """Size and air of a style, in points; lines as a multiple of the type size."""

    size: float | None
    before: float
    after: float
    lines: float


def _write(document: DocxDocument, name: str, face: _Face) -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style: Any = document.styles[name]
    style.font.name = "Calibri"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    if face.size:
        style.font.size = Pt(face.size)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(face.before), Pt(face.after), face.lines
    shape.widow_control = True
    return style


def add_own_styles(document: DocxDocument) -> None:
    """Styles that our text needs and a template need not have."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.shared import Cm, Pt

    for name, size, after in ((CELL, 9, 0), (GAP, 4, 0), (SAY, None, 0)):
        if name in document.styles:
            continue
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(after)
        if size:
            style.font.size, style.paragraph_format.line_spacing = Pt(size), 1.0
        if name == SAY:
            style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.4)
            style.paragraph_format.keep_together = True
            bar = f'<w:pBdr {_W}><w:left w:val="single" w:sz="24" w:space="8" w:color="{INK}"/></w:pBdr>'
            shade = f'<w:shd {_W} w:val="clear" w:color="auto" w:fill="EEF3F8"/>'
            properties = style.element.get_or_add_pPr()
            for tag, xml in (("w:pBdr", bar), ("w:shd", shade)):
                properties.insert_element_before(parse_xml(xml), *_AFTER[tag])


_AFTER = {
    "w:pBdr": ("w:shd", "w:spacing", "w:ind"),
    "w:shd": ("w:spacing", "w:ind"),
}
"""Elements that the schema wants behind a border and behind a shade."""
