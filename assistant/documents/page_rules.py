"""Rules of a page's style sheets: which declarations meet an element, by tags, classes, ids and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

_SHEETS = re.compile(r"<style\b[^<>]*>(.*?)(?:</style|\Z)", re.I | re.S)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_HEAD = re.compile(r"[^{};]*[{};]?")
_PART = re.compile(
    r"([#.]?)([\w-]+|\*)|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*[\"']?([^\"'\]]*)[\"']?\s*)?\]|(:{1,2}[\w-]+(?:\([^()]*\))?)"
)
_BESIDE = re.compile(r"[^\s>+~]+\s*[+~](?!=)\s*")
_UNSURE = re.compile(r":|[+~](?!=)|[~|^$*]=")
"""Signs of a selector that asks for more than is looked at here."""
_TAG = re.compile(r"^[a-zA-Z][\w-]*")
_ALWAYS = re.compile(r"@media\s*(?:only\s+)?(?:all|screen)?\s*$", re.I)
_NOT_OF_WORDS = ("::before", "::after", ":before", ":after", ":hover", ":active", ":focus")
_TELLING = re.compile(
    r"display|visibility|opacity|color|font-size|text-decoration|background|position|clip|overflow|height|width|text-indent|mso-hide"
)
"""Properties by which words can be hidden or shown; rules about others alone are passed over."""

Element = Mapping[str, str]
"""The attributes of an element, and its name under the empty string."""
Around = Callable[[], Sequence[Element]]
Part = tuple[tuple[str, ...], ...]
"""A compound selector: sign and name, attribute, comparison and value, state of each of its conditions."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One property that a rule sets."""

    name: str
    value: str
    important: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule sets on the elements that it meets."""

    parts: tuple[Part, ...]
    """Compound selectors from the outermost to the element's own."""
    declarations: tuple[Declaration, ...]
    doubtful: bool
    """True where it counts in some media alone, or meets elements by what is not known of them."""
    weight: tuple[int, int]
    """By which it overrules others: how closely it is aimed, then its place."""


def declared(style: str) -> tuple[Declaration, ...]:
    """The declarations of a style attribute or of a rule, names and values in lower case."""
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return tuple(
        Declaration(name.strip(), " ".join(value.replace("!important", "").split()), "!important" in value)
        for name, _, value in pairs
        if value.strip()
    )


class Rules:
    """Rules of all style sheets within a page, as far as they can be told."""

    def __init__(self, page: str) -> None:
        self._held: dict[str, list[Rule]] = {}
        self._known: dict[tuple[tuple[str, str], ...], list[Rule]] = {}
        for rule in _rules_of(page):
            self._held.setdefault(_key(rule.parts[-1]), []).append(rule)

    def about(self, element: Element, around: Around) -> list[Rule]:
        """The rules that meet an element; `around` tells those that hold it, outermost first."""
        if not self._held:
            return []
        known = tuple(element.items())
        if known not in self._known:
            self._known[known] = self._aimed_at(element)
        return [rule for rule in self._known[known] if _stands(rule, around)]

    def _aimed_at(self, element: Element) -> list[Rule]:
        """Rules whose own part meets an element, whatever stands around it."""
        classes = element.get("class", "").split()
        keys = ("*", element[""], f"#{element.get('id', '')}", *(f".{name}" for name in classes))
        held = (rule for key in dict.fromkeys(keys) for rule in self._held.get(key, ()))
        return [rule for rule in held if _fits(rule.parts[-1], element)]


def _key(part: Part) -> str:
    """The name by which a rule is looked up: that of a class, an id or an element which its own part begins with."""
    sign, name = part[0][:2] if part else ("", "")
    return f"{sign}{name}" if name else "*"


def _rules_of(page: str) -> tuple[Rule, ...]:
    found: dict[tuple[object, ...], Rule] = {}
    places = count()
    for sheet in _SHEETS.finditer(page):
        for heads, body, doubtful in _bodies(_COMMENT.sub(" ", sheet[1])):
            declarations = declared(body) if _TELLING.search(body.lower()) else ()
            for head in heads.split(",") if declarations else ():
                parts = tuple(map(_part, _BESIDE.sub("", head).replace(">", " ").split()))
                if parts and all(parts):
                    told = parts, declarations, doubtful or _UNSURE.search(head) is not None
                    found.pop(told, None)
                    found[told] = Rule(*told, (_closeness(head), next(places)))
    return tuple(found.values())


def _bodies(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """(selectors, declarations, whether in doubt) of each rule; those of a conditional part are in doubt."""
    conditions: list[bool] = []
    selectors, body = "", ""
    for match in _HEAD.finditer(sheet):
        words, end = match.group().strip(), match.group()[-1:]
        if end == "{":
            head = words[:-1].strip()
            if head.startswith("@"):
                conditions.append(not _ALWAYS.match(head))
            else:
                selectors, body = head, ""
        elif end == "}" and selectors:
            yield selectors, body + words[:-1], any(conditions)
            selectors = ""
        elif end == "}":
            del conditions[-1:]
        else:
            body += words


def _closeness(head: str) -> int:
    return 100 * head.count("#") + 10 * len(re.findall(r"[.\[]", head)) + len(re.findall(r"(?<![.#\w-])[a-z]", head))


def _part(selector: str) -> Part:
    named = _TAG.sub(lambda tag: tag.group().lower(), selector)
    return tuple(tuple(group or "" for group in match.groups()) for match in _PART.finditer(named))


def _stands(rule: Rule, around: Around) -> bool:
    """Whether the elements around one are those that a rule asks for."""
    left = list(rule.parts[:-1])
    for outer in reversed(around()) if left else ():
        if left and _fits(left[-1], outer):
            left.pop()
    return not left


def _fits(part: Part, element: Element) -> bool:
    return all(_fits_one(condition, element) for condition in part)


def _fits_one(condition: tuple[str, ...], element: Element) -> bool:
    sign, name, attribute, how, value, state = condition
    if state:
        return state not in _NOT_OF_WORDS
    if attribute:
        held = element.get(attribute.lower())
        return held is not None and (not how or (value == held if how == "=" else value in held))
    if sign:
        return name in element.get("class", "").split() if sign == "." else name == element.get("id")
    return name in ("*", element[""])
