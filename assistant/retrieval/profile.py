"""What a record is about: the concepts of its title, headings and telling sections, and those it merely mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.retrieval.wording import section_words, subject_words
from ingest import Mention, StoredArticle, Vocabulary

_TIMES_TO_BE_ABOUT = 2
_KEPT = 4_096
_REACH = 24

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Profile:
    """Concepts of one record version."""

    agents: frozenset[str]
    """Agents that were studied."""
    about: frozenset[str]
    """What the record is about, all kinds, inferred concepts included."""
    mentioned: frozenset[str]
    """Everything it names anywhere, what it is about included."""


class Remembered(Generic[Read]):
    """What was read off a record, kept by version and indexing: the same records answer many questions.

    Indexing comes without a new version, and two records of a title alone may share one.

    Args:
        read: Reads a record; the answer depends on nothing else, and of it on title, sections, declaration and indexing alone.
    """

    def __init__(self, read: Callable[[StoredArticle], Read]) -> None:
        self._read = read
        self._known: dict[tuple[object, ...], Read] = {}

    def __call__(self, record: StoredArticle) -> Read:
        """What is read off the record."""
        known, article = self._known, record.article
        key = (record.version_hash, article.mesh, article.keywords, article.chemicals)
        if key in known:
            return known[key]
        if len(known) >= _KEPT:
            self._known = known = {}  # other threads go on with the old one
        return known.setdefault(key, self._read(record))


class Profiler:
    """Profiles of records by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.profile = Remembered(self._read)
        """The concepts of a record."""

    def _read(self, record: StoredArticle) -> Profile:
        infer = self._vocabulary.infer
        article = record.article
        head = [article.title, *(m.name for m in article.mesh), *article.keywords, *(c.name for c in article.chemicals)]
        telling, body, loose = _sections(record)
        strong = {m.concept_id for text in (*head, *telling) for m in self._named(text)}
        counted = Counter(m.concept_id for text in body for m in self._named(text))
        strong |= {concept_id for concept_id, times in counted.items() if times >= _TIMES_TO_BE_ABOUT}
        weak = {m.concept_id for text in loose for m in self._named(text)}
        declared = self._declared(record)
        mentioned = infer(strong | set(counted) | weak | declared)
        # The setting (chemotherapy, cancer) may stand anywhere; the symptom itself has to be the subject.
        settings = {c for c in mentioned if c.startswith("context.")}
        about = infer(strong | declared | settings) & mentioned
        agents = declared or {c for c in strong if c.startswith("agent.")}
        return Profile(frozenset(self._specific(agents)), frozenset(about), frozenset(mentioned))

    def _named(self, text: str) -> list[Mention]:
        """Mentions that are not said to be absent (`no smoked cannabis`)."""
        negators = subject_words().negators
        found = []
        for mention in self._vocabulary.find(text):
            before = text[max(0, mention.start - _REACH) : mention.start].lower().split()
            if not (before and before[-1] in negators):
                found.append(mention)
        return found

    def _declared(self, record: StoredArticle) -> set[str]:
        """Agents as the author of a digest lists them: `THC` and `CBD` listed alone are given together."""
        declared = record.article.declared
        if declared is None or not declared.agents:
            return set()
        found: set[str] = set()
        for agent in declared.agents:
            found |= {
                m.concept_id for m in self._vocabulary.find(agent) if m.concept_id.startswith(("agent.", "medicine."))
            }
        for entry in self._vocabulary.entries.values():
            if entry.parts and set(entry.parts) <= found:
                found.add(entry.concept_id)
                if len(declared.agents) == len(entry.parts):
                    found -= set(entry.parts)
        return found

    def _specific(self, agents: set[str]) -> set[str]:
        """Agents without the class names that stand beside a member of the class."""
        return {a for a in agents if not any(a in self._vocabulary.broader(other) for other in agents)}


def _sections(record: StoredArticle) -> tuple[list[str], list[str], list[str]]:
    """Texts of telling, other and loose sections."""
    words = section_words()
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    for section in record.article.sections:
        label = _label(section.label)
        parts[0 if label in words.telling else 2 if label in words.loose else 1].append(section.text)
    return parts


def _label(label: str | None) -> str:
    words = (label or "").lower().replace("/", " ").split()
    return words[0] if words else ""
