"""The words of the field as data: concepts, their synonyms, what is a kind of what, what is never taken for what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import VocabularyInvalid

VOCABULARY_FOLDER = Path(__file__).parent / "data" / "vocabulary"

_WORD = re.compile(r"[a-z]+|[0-9]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "∆": "delta", "κ": "kappa", "μ": "mu"}
_BRITISH = (("oedema", "edema"), ("oesoph", "esoph"), ("haem", "hem"), ("paed", "ped"), ("tumour", "tumor"))
_ENDINGS = (
    ("rrhoea", "rrhea"),
    ("pnoea", "pnea"),
    ("aemia", "emia"),
    ("isation", "ization"),
    ("ised", "ized"),
)
_JOINERS = frozenset(["and", "with", "plus", "mg", "ml", "g", "in", "combined", "combination", "to", "ratio"])
_NEAR = 7
"""Words that may stand between the parts of a combination, e.g. in `2.5 mg THC with 2.5 mg CBD`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept: its names, and how evidence on it carries over to others."""

    concept_id: str
    kind: str
    """agent | route | condition | outcome | medicine | body | design"""
    name: str
    terms: tuple[str, ...] = ()
    lay: tuple[str, ...] = ()
    """What people call it and abstracts do not: recognised like terms, and searched in the words of the field too."""
    exact: tuple[str, ...] = ()
    """Names that count only in exactly these letters, such as `AC`."""
    is_a: tuple[str, ...] = ()
    """Broader concepts: evidence on this one is evidence on those, never the reverse."""
    is_not: tuple[str, ...] = ()
    """Concepts that it is taken for and is not."""
    parts: tuple[str, ...] = ()
    """Concepts that, given together, are this one."""
    all_of: tuple[str, ...] = ()
    """Concepts that, said of the same thing, mean this one."""
    implies: tuple[str, ...] = ()
    """Circumstances that come with it, e.g. a cytostatic implies chemotherapy."""
    not_with: tuple[str, ...] = ()
    """Words whose presence shows that an abbreviation means something else."""
    role_class: bool = False
    """True for a class rather than one substance."""
    hard: bool = False
    """True if a question that names it is answered only by records that mention it."""
    mesh: tuple[str, ...] = ()
    """MeSH headings that records on it are indexed under, a qualifier behind a stroke: `Nausea/chemically induced`."""
    context: bool = False
    """True if it colours a question without restricting it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept recognised in a text: `text[start:end] == surface`."""

    concept_id: str
    start: int
    end: int
    surface: str


class _Name(NamedTuple):
    """A name as it is looked up."""

    words: tuple[str, ...]
    exact: str
    """The one spelling that counts; "" if any does."""
    concept_id: str


_Token = tuple[str, int, int]
"""Normalised word, start, end."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All concepts, and how to recognise them in a text. Immutable; the same text always gives the same mentions."""

    entries: Mapping[str, Entry]
    versions: Mapping[str, str] = field(default_factory=dict)
    """File name -> its version."""

    def find(self, text: str) -> tuple[Mention, ...]:
        """Mentions in reading order. Per kind the longest name wins (`THC:CBD spray` is not CBD); kinds may overlap."""
        tokens = _tokens(text)
        found = [m for m in self._longest(tokens, text) if not self._means_other(m, tokens)]
        if not found:
            return ()
        made = self._combinations(found, tokens, text)
        found = [m for m in found if not any(self._part_of(m, whole) for whole in made)]
        return tuple(sorted((*found, *made), key=lambda m: (m.start, -m.end, m.concept_id)))

    def concepts(self, text: str) -> frozenset[str]:
        """Ids of the concepts that a text names, inferred ones included."""
        return self.infer(m.concept_id for m in self.find(text))

    def infer(self, concept_ids: Iterable[str]) -> frozenset[str]:
        """The ids, what they imply, and what they mean together (nausea + cytostatic = CINV)."""
        known = set(concept_ids)
        for concept_id in tuple(known):
            for broader in (concept_id, *self.broader(concept_id)):
                known.update(self.entries[broader].implies if broader in self.entries else ())
        covered = set(known)
        for concept_id in known:
            covered.update(self.broader(concept_id))
        for entry in self._inferred:
            if all(part in covered for part in entry.all_of):
                known.add(entry.concept_id)
        return frozenset(known)

    def entry(self, concept_id: str) -> Entry | None:
        """The entry of an id; None if the vocabulary has none."""
        return self.entries.get(concept_id)

    def broader(self, concept_id: str) -> frozenset[str]:
        """All concepts that this one is a kind of, itself excluded."""
        return self._broader.get(concept_id, frozenset())

    def narrower(self, concept_id: str) -> frozenset[str]:
        """All concepts that are a kind of this one, itself excluded."""
        return self._narrower.get(concept_id, frozenset())

    def confused(self, one: str, other: str) -> bool:
        """True if the two are declared never to stand for each other."""
        first, second = self.entries.get(one), self.entries.get(other)
        return bool((first and other in first.is_not) or (second and one in second.is_not))

    @cached_property
    def _whole(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries.values() if e.parts)

    @cached_property
    def _inferred(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries.values() if e.all_of)

    @cached_property
    def _broader(self) -> dict[str, frozenset[str]]:
        return {concept_id: frozenset(_climb(concept_id, self.entries)) for concept_id in self.entries}

    @cached_property
    def _narrower(self) -> dict[str, frozenset[str]]:
        down: dict[str, set[str]] = {}
        for concept_id, above in self._broader.items():
            for broad in above:
                down.setdefault(broad, set()).add(concept_id)
        return {concept_id: frozenset(below) for concept_id, below in down.items()}

    @cached_property
    def _index(self) -> dict[str, dict[str, list[_Name]]]:
        """First word -> kind -> names that begin with it, longest first."""
        index: dict[str, dict[str, list[_Name]]] = {}
        for entry in self.entries.values():
            loose = [t for t in (entry.name, *entry.terms, *entry.lay) if t not in entry.exact]
            names = [(t, "") for t in loose] + [(t, t) for t in entry.exact]
            for name, exact in names:
                words = normalised_words(name)
                if words:
                    kinds = index.setdefault(words[0], {})
                    kinds.setdefault(entry.kind, []).append(_Name(words, exact, entry.concept_id))
        for kinds in index.values():
            for names_here in kinds.values():
                names_here.sort(key=lambda n: (-len(n.words), not n.exact, n.concept_id))
        return index

    def _longest(self, tokens: Sequence[_Token], text: str) -> list[Mention]:
        """The longest names of each kind, none inside another of its kind; in one walk, since most words begin no name."""
        index = self._index
        running = tuple(t[0] for t in tokens)
        free: dict[str, int] = {}
        found = []
        for place, word in enumerate(running):
            if word not in index:
                continue
            begin = tokens[place][1]
            for kind, names in index[word].items():
                if place < free.get(kind, 0):
                    continue
                for name in names:
                    end = place + len(name.words)
                    if running[place:end] != name.words:
                        continue
                    surface = text[begin : tokens[end - 1][2]]
                    if name.exact in ("", surface):
                        found.append(Mention(name.concept_id, begin, begin + len(surface), surface))
                        free[kind] = end
                        break
        return found

    def _means_other(self, mention: Mention, tokens: Sequence[_Token]) -> bool:
        other = self.entries[mention.concept_id].not_with
        if not other:
            return False
        running = " " + " ".join(t[0] for t in tokens) + " "
        return any(f" {' '.join(normalised_words(word))} " in running for word in other)

    def _part_of(self, mention: Mention, whole: Mention) -> bool:
        inside = whole.start <= mention.start and mention.end <= whole.end
        return inside and mention.concept_id in self.entries[whole.concept_id].parts

    def _combinations(self, found: list[Mention], tokens: Sequence[_Token], text: str) -> list[Mention]:
        made = []
        for entry in self._whole:
            spots = sorted((m.start, m.end, m.concept_id) for m in found if m.concept_id in entry.parts)
            for (start, middle, one), (after, end, two) in pairwise(spots):
                if one != two and _joined([t[0] for t in tokens if middle <= t[1] < after]):
                    made.append(Mention(entry.concept_id, start, end, text[start:end]))
        return made


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z]+\.[a-z0-9_]+$")
    name: str
    terms: list[str] = []
    lay: list[str] = []
    exact: list[str] = []
    is_a: list[str] = []
    is_not: list[str] = []
    parts: list[str] = []
    all_of: list[str] = []
    implies: list[str] = []
    not_with: list[str] = []
    mesh: list[str] = []
    role_class: bool = False
    hard: bool = False
    context: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str
    source: str
    verified: bool
    kind: str
    entries: list[_Row]


def load_vocabulary(folder: Path = VOCABULARY_FOLDER) -> Vocabulary:
    """The vocabulary of a folder of YAML files.

    Raises:
        VocabularyInvalid: a file is malformed, an id occurs twice, or a relation names an id that does not exist.
    """
    entries: dict[str, Entry] = {}
    versions: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        parsed = _read(path)
        versions[path.name] = parsed.version
        for row in parsed.entries:
            if row.id in entries:
                raise VocabularyInvalid(f"{path.name}: id {row.id!r} occurs twice; remove one")
            entries[row.id] = _entry(row, parsed.kind)
    _check_relations(entries)
    return Vocabulary(entries=entries, versions=versions)


def normalised_words(text: str) -> tuple[str, ...]:
    """The words of a text as names are compared: lower case, ASCII, American spelling, singular; digits apart."""
    return tuple(map(_normal, _WORD.findall(_flat(text))))


def _read(path: Path) -> _File:
    try:
        raw: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        return _File.model_validate(raw)
    except (OSError, yaml.YAMLError) as exc:
        raise VocabularyInvalid(f"vocabulary file {path.name!r} cannot be read ({exc}); mend the YAML") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise VocabularyInvalid(f"vocabulary file {path.name!r}: {where}: {first['msg']}; mend that entry") from exc


def _entry(row: _Row, kind: str) -> Entry:
    values = row.model_dump(exclude={"id"})
    lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    return Entry(concept_id=row.id, kind=kind, **{**values, **lists})


def _check_relations(entries: Mapping[str, Entry]) -> None:
    for entry in entries.values():
        for other in (*entry.is_a, *entry.is_not, *entry.parts, *entry.all_of, *entry.implies):
            if other not in entries:
                raise VocabularyInvalid(
                    f"{entry.concept_id!r} refers to {other!r}, which no file defines; add or correct it"
                )
        if entry.concept_id in _climb(entry.concept_id, entries):
            raise VocabularyInvalid(f"{entry.concept_id!r} is a kind of itself; break the circle of is_a")


def _climb(concept_id: str, entries: Mapping[str, Entry]) -> set[str]:
    above: set[str] = set()
    todo = list(entries[concept_id].is_a)
    while todo:
        broad = todo.pop()
        if broad not in above:
            above.add(broad)
            todo.extend(entries[broad].is_a)
    return above


def _joined(words: Sequence[str]) -> bool:
    return len(words) <= _NEAR and all(word in _JOINERS or word.isdigit() for word in words)


def _tokens(text: str) -> list[_Token]:
    """The words of `text` with their places in it. Letters and digits part, so `delta9` and `delta-9` are the same."""
    plain = _flat(text)
    spans = [m.span() for m in _WORD.finditer(plain)]
    words = [_normal(plain[start:end]) for start, end in spans]
    if len(plain) != len(text):  # a letter became several, as alpha did: places are looked up
        places = [place for place, char in enumerate(text) for _ in _plain(char)]
        spans = [(places[start], places[end - 1] + 1) for start, end in spans]
    return [(word, start, end) for word, (start, end) in zip(words, spans, strict=True)]


def _flat(text: str) -> str:
    """ASCII in lower case; a letter may become several."""
    return (text if text.isascii() else _FOREIGN.sub(lambda m: _plain(m.group()), text)).lower()


@cache
def _plain(char: str) -> str:
    if char.isascii():
        return char.lower()
    greek = _GREEK.get(char.lower())
    if greek:
        return greek
    return "".join(c for c in unicodedata.normalize("NFKD", char) if c.isascii()).lower() or " "


@lru_cache(maxsize=65536)
def _normal(word: str) -> str:
    if len(word) < 4:
        return word
    for british, american in _BRITISH:
        word = word.replace(british, american)
    for british, american in _ENDINGS:
        if word.endswith(british):
            word = word[: -len(british)] + american
            break
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
