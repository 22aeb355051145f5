"""How slides look where no company template says so, and where a template lets content stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.documents.slides import Area

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

INK, PALE, HAIR = "1F3A5F", "E9EEF5", "B8C2CF"
FRAME = 0.9
"""Inches at the foot of every slide that belong to the frame."""
_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.6
_TITLE_SLIDE, _CONTENT, _TITLE_ONLY = 0, 1, 5
"""Layouts of the deck that python-pptx brings."""
_TITLE_AND_TEXT = 2
_BAR = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr><p:cNvPr id="900" name="Bar"/><p:cNvSpPr/>'
    '<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill>'
    "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def layouts(deck: Deck) -> tuple[Any, Any, Any]:
    """Title slide, title with text, title alone: found by their placeholders.

    Raises:
        LookupError: One is missing; the message says which.
    """
    found: dict[str, Any] = {}
    all_layouts: Any = deck.slide_layouts
    for layout in all_layouts:
        kinds = {p.placeholder_format.type.name for p in layout.placeholders if p.placeholder_format.type}
        kinds -= {"DATE", "FOOTER", "SLIDE_NUMBER"}
        if "SUBTITLE" in kinds and kinds & {"TITLE", "CENTER_TITLE"}:
            found.setdefault("a title slide (title and subtitle)", layout)
        elif kinds == {"TITLE"}:
            found.setdefault("a slide with a title alone", layout)
        elif (
            "TITLE" in kinds
            and kinds & {"OBJECT", "BODY"}
            and len(kinds) == len(list(_content(layout))) + 1 == _TITLE_AND_TEXT
        ):
            found.setdefault("a slide with a title and one text", layout)
    wanted = ("a title slide (title and subtitle)", "a slide with a title and one text", "a slide with a title alone")
    missing = [name for name in wanted if name not in found]
    if missing:
        raise LookupError("; ".join(missing))
    first, content, alone = (found[name] for name in wanted)
    return first, content, alone


def _content(layout: Any) -> Any:
    return (p for p in layout.placeholders if p.placeholder_format.type.name in ("OBJECT", "BODY"))


def area_of(content: Any) -> Area:
    """Where the text of a content layout stands."""
    body = next(_content(content))
    return Area(*(side / 914400 for side in (body.left, body.top, body.width, body.height)))


def set_look(deck: Deck) -> None:
    """Our own look, on a fresh deck: titles at the left in ink blue over a hairline, a bar on the title slide."""
    from pptx.util import Inches

    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    width = _WIDTH - 2 * _MARGIN
    for number, title, body in (
        (_TITLE_SLIDE, (1.0, 2.0, width - 0.4, 1.5), (1.0, 3.75, width - 0.4, 1.6)),
        (_CONTENT, (_MARGIN, 0.35, width, 0.85), (_MARGIN, 1.45, width, _HEIGHT - 1.45 - FRAME)),
        (_TITLE_ONLY, (_MARGIN, 0.35, width, 0.85), None),
    ):
        layout: Any = deck.slide_layouts[number]
        _add_bar(layout, (0.0, 0.0, 0.3, _HEIGHT) if number == _TITLE_SLIDE else (_MARGIN, 1.24, width, 0.02))
        for shape in layout.placeholders:
            kind = shape.placeholder_format.type.name
            if kind == "SUBTITLE":
                for level in shape._element.iter(f"{_A}lvl1pPr"):
                    level.set("algn", "l")
            place = (
                title if "TITLE" in kind and kind != "SUBTITLE" else body if kind in ("SUBTITLE", "OBJECT") else None
            )
            if place:
                shape.left, shape.top, shape.width, shape.height = (Inches(side) for side in place)
    _title_style(deck.slide_master)


def _title_style(master: Any) -> None:
    """Titles at the left, in ink, in bold."""
    from pptx.oxml import parse_xml

    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    for run in master.element.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr"):
        run.getparent().set("algn", "l")
        run.set("sz", "2600")
        run.set("b", "1")
        for fill in [child for child in run if child.tag.endswith("}solidFill")]:
            run.replace(fill, parse_xml(f'<a:solidFill {space}><a:srgbClr val="{INK}"/></a:solidFill>'))


def _add_bar(layout: Any, place: tuple[float, float, float, float]) -> None:
    from pptx.oxml import parse_xml

    left, top, width, height = (int(side * 914400) for side in place)
    layout.shapes._spTree.append(parse_xml(_BAR.format(left=left, top=top, width=width, height=height, ink=INK)))
