"""How words of a page look: struck out, not shown, too small, or in the colour of what they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.documents.page_rules import Declaration, Element, Rule, Rules, declared
from assistant.documents.unseen import Sight

_USUAL = dict.fromkeys(("s", "del", "strike"), "text-decoration:line-through")
_NAMED = dict.fromkeys(("white", "snow", "ivory", "ghostwhite", "floralwhite", "mintcream", "azure"), (255, 255, 255))
_NAMED |= {"black": (0, 0, 0), "whitesmoke": (245, 245, 245)}
WHITE = (255, 255, 255)
_OTHER = (-1, -1, -1)
"""A ground that is no plain colour."""
_NEAR = 18
"""Two colours so close in red, green and blue cannot be told apart."""
_SMALL = {"px": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 10.0, "": 0.0}
_SIZE = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|)$")
_NUMBERS = re.compile(r"-?\d*\.?\d+%?")
_FAR = re.compile(r"-\s*\d{3,}(?:\.\d+)?\s*(?:px|pt|em|rem|%)")

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of an element look. What strikes out or takes away an element does so to all that it holds."""

    element: Element
    sight: Sight = Sight.SEEN
    removed: bool = False
    """Takes no room: what stands before and behind it runs on."""
    flows: bool = False
    """Stands in a line with what is around it, also if it is a block by nature."""
    shown: bool = True
    sized: bool = True
    ink: Colour | None = None
    ground: Colour | None = None

    def seen(self, sure: bool) -> Sight:
        """Whether words here are seen; white ones on a ground that nobody names are not if it is sure that nobody does."""
        if self.sight is Sight.UNSEEN or not self.shown or not self.sized:
            return Sight.UNSEEN
        if self.ink is not None:
            if self.ground == _OTHER or (self.ground is None and not sure):
                return max(self.sight, Sight.DOUBTFUL) if near(self.ink, WHITE) else self.sight
            if near(self.ink, self.ground or WHITE):
                return Sight.UNSEEN
        return self.sight


def look_of(element: Element, outer: Sequence[Look], rules: Rules) -> Look:
    """The look of an element within others, outermost first."""
    parent = outer[-1] if outer else Look({"": ""})
    met = rules.about(element, lambda: [look.element for look in outer])
    look = _styled(element, parent, _settled(element, [rule for rule in met if not rule.doubtful]))
    if any(rule.doubtful for rule in met) and look.seen(True) is Sight.SEEN:
        other = _styled(element, parent, _settled(element, met))
        if other.seen(True) is Sight.UNSEEN:
            return replace(look, sight=Sight.DOUBTFUL, removed=False)
    return look


def _settled(element: Element, rules: Iterable[Rule]) -> dict[str, str]:
    """Properties as they count: what is important last, then what is closest, then what comes last."""
    usual = _USUAL.get(element[""], "") + (";display:none" if "hidden" in element else "")
    usual += f";color:{element.get('color', '')};background:{element.get('bgcolor', '')}"
    if element.get("background"):
        usual += ";background:url"
    told: list[tuple[bool, tuple[int, int], Declaration]] = [
        *((False, (-1, 0), one) for one in declared(usual)),
        *((one.important, rule.weight, one) for rule in rules for one in rule.declarations),
        *((one.important, (10**6, 0), one) for one in declared(element.get("style", ""))),
    ]
    return {one.name: one.value for _, _, one in sorted(told, key=lambda row: row[:2])}


def _styled(element: Element, parent: Look, style: dict[str, str]) -> Look:
    removed = parent.removed or style.get("display") == "none"
    gone = removed or _taken_away(style)
    visibility, size = style.get("visibility", ""), _size(style.get("font-size", ""))
    return Look(
        element,
        Sight.UNSEEN if gone else parent.sight,
        removed,
        style.get("display", "").startswith(("inline", "contents")) and not removed,
        visibility == "visible" or (parent.shown and visibility not in ("hidden", "collapse")),
        parent.sized if size is None else size,
        _ink(style, parent),
        _ground(style, parent),
    )


def _taken_away(style: dict[str, str]) -> bool:
    struck = any("line-through" in style.get(name, "") for name in ("text-decoration", "text-decoration-line"))
    faint = _NUMBERS.fullmatch(style.get("opacity", "1"))
    flat = style.get("overflow", "").startswith("hidden") and any(
        _size(style.get(name, "")) is False for name in ("height", "max-height", "width", "max-width")
    )
    away = style.get("position") in ("absolute", "fixed") and (
        any(_FAR.match(style.get(name, "")) for name in ("left", "top", "right", "bottom"))
        or re.match(r"rect\(\s*[01](?:px)?[, ]", style.get("clip", "")) is not None
    )
    return (
        struck
        or flat
        or away
        or style.get("mso-hide") == "all"
        or _FAR.match(style.get("text-indent", "")) is not None
        or (faint is not None and float(faint.group().rstrip("%")) <= 0.05)
    )


def _size(value: str) -> bool | None:
    """Whether letters or boxes of this size can be seen; None where it is not told."""
    match = _SIZE.match(value)
    return None if match is None else float(match[1]) > _SMALL[match[2]]


def _ink(style: dict[str, str], parent: Look) -> Colour | None:
    """The colour of the letters; that of their ground where they are transparent."""
    value = style.get("color", "")
    alpha = _NUMBERS.findall(value)[3:4] if value.startswith("rgb") else []
    if value == "transparent" or (alpha and float(alpha[0].rstrip("%")) == 0):
        clipped = any("text" in style.get(name, "") for name in ("background-clip", "-webkit-background-clip"))
        return None if clipped else (_ground(style, parent) or WHITE)
    if not value or value in ("inherit", "currentcolor"):
        return parent.ink
    return colour(value)


def _ground(style: dict[str, str], parent: Look) -> Colour | None:
    for name in ("background-image", "background-color", "background"):
        value = style.get(name, "")
        if value and value not in ("none", "transparent", "inherit", "initial", "unset", "0", "0 0"):
            words = value.split(" ") if "(" not in value else [value]
            return next((found for word in words if (found := colour(word))), _OTHER)
    return parent.ground


def colour(value: str) -> Colour | None:
    """Red, green and blue, 0-255; None for what is not told in numbers or by a name known here."""
    if value in _NAMED:
        return _NAMED[value]
    digits = value.removeprefix("#")
    if len(digits) in (3, 4, 6, 8) and re.fullmatch(r"[0-9a-f]+", digits):
        full = "".join(c * 2 for c in digits[:3]) if len(digits) < 6 else digits
        return int(full[:2], 16), int(full[2:4], 16), int(full[4:6], 16)
    if value.startswith("rgb") and len(numbers := _NUMBERS.findall(value)) >= 3:
        red, green, blue = (float(n.rstrip("%")) * (2.55 if "%" in n else 1) for n in numbers[:3])
        return round(red), round(green), round(blue)
    return None


def near(one: Colour, other: Colour) -> bool:
    """Whether two colours cannot be told apart."""
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))
