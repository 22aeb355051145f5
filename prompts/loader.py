"""Reads a prompt file and fills its slots. Nothing is computed here, and nothing is guessed.

A file `answer.v1.md` has front matter (name, version, variables, purpose), then parts under `## system` and `## user`.
A slot is `{{name}}`. Slots, declared variables and given values must be the same set.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from prompts.errors import PromptInvalid, PromptNotFound, SlotError

HERE = Path(__file__).parent
_FILE = re.compile(r"([a-z][a-z0-9_]*)\.v([1-9]\d*)\.md")
_FRONT = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_PART = re.compile(r"^## (system|user)\n", re.MULTILINE)
_SLOT = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_KEYS = {"name", "version", "variables", "purpose"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of one prompt. A released file is never edited: a change is a new version."""

    name: str
    version: int
    text: str
    """Everything behind the front matter."""
    variables: tuple[str, ...]
    purpose: str
    sha256: str
    """Of the whole file."""
    parts: tuple[tuple[str, str], ...]
    """(role, text with slots), in order; role is `system` or `user`."""

    @property
    def key(self) -> str:
        """`<name>.v<version>`: what a draft records."""
        return f"{self.name}.v{self.version}"

    def render(self, **slots: str) -> str:
        """The whole text, slots filled.

        Raises:
            SlotError: a declared slot is missing, or one is given that is not declared.
        """
        return "\n\n".join(text for _, text in self.render_parts(**slots))

    def render_parts(self, **slots: str) -> tuple[tuple[str, str], ...]:
        """(role, text) pairs, slots filled. A value is never read as prompt text: its braces and headings stay words.

        Raises:
            SlotError: as for `render`.
        """
        missing, unknown = set(self.variables) - set(slots), set(slots) - set(self.variables)
        if missing or unknown:
            raise SlotError(f"Prompt {self.key!r}: missing slots {sorted(missing)}, unknown slots {sorted(unknown)}")
        if wrong := sorted(name for name, value in slots.items() if not isinstance(value, str)):
            raise SlotError(f"Prompt {self.key!r}: slots {wrong} are no text; convert them first")
        return tuple((role, _SLOT.sub(lambda slot: slots[slot.group(1)], text)) for role, text in self.parts)


def load_prompt(name: str, version: int | None = None, *, folder: Path = HERE) -> Prompt:
    """The prompt of that name: the given version, or the newest.

    Raises:
        PromptNotFound: no such name or version.
        PromptInvalid: the file does not fit together; the message says where.
    """
    versions = {v: path for n, v, path in _files(folder) if n == name}
    chosen = version if version is not None else max(versions, default=0)
    if chosen not in versions:
        known = ", ".join(prompt_names(folder=folder)) or "none"
        raise PromptNotFound(f"No prompt {name!r} version {version or 'any'}: there are {known}")
    return _read(versions[chosen], name, chosen)


def prompt_names(*, folder: Path = HERE) -> tuple[str, ...]:
    """All prompts as `<name>.v<version>`, sorted."""
    return tuple(f"{name}.v{version}" for name, version, _ in sorted(_files(folder)))


def _files(folder: Path) -> list[tuple[str, int, Path]]:
    found = ((_FILE.fullmatch(path.name), path) for path in folder.iterdir())
    return [(match.group(1), int(match.group(2)), path) for match, path in found if match]


def _read(path: Path, name: str, version: int) -> Prompt:
    raw = path.read_text(encoding="utf-8")
    match = _FRONT.fullmatch(raw)
    if match is None:
        raise PromptInvalid(f"{path.name}: no front matter between --- lines; add name, version, variables, purpose")
    front, text = _front(match.group(1), path.name), match.group(2).strip()
    if (front["name"], front["version"]) != (name, version):
        raise PromptInvalid(f"{path.name}: front matter says {front['name']!r} version {front['version']!r}")
    variables = tuple(front["variables"])
    if set(_SLOT.findall(text)) != set(variables) or len(set(variables)) != len(variables):
        used = sorted(set(_SLOT.findall(text)))
        raise PromptInvalid(f"{path.name}: declares {sorted(variables)} and uses {used}; make them the same")
    digest = hashlib.sha256(raw.encode()).hexdigest()
    return Prompt(name, version, text, variables, front["purpose"], digest, _parts(text, path.name))


def _front(text: str, file: str) -> dict[str, Any]:
    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as exc:
        raise PromptInvalid(f"{file}: front matter is no YAML; check indentation and quotes") from exc
    if not isinstance(front, dict) or set(front) != _KEYS:
        raise PromptInvalid(f"{file}: front matter needs exactly the keys {sorted(_KEYS)}")
    variables = front["variables"]
    if not isinstance(variables, list) or not all(isinstance(v, str) for v in variables):
        raise PromptInvalid(f"{file}: variables must be a list of names, not {variables!r}")
    return front


def _parts(text: str, file: str) -> tuple[tuple[str, str], ...]:
    pieces = _PART.split(text)
    if pieces[0].strip() or len(pieces) < 3:
        raise PromptInvalid(f"{file}: text must stand under '## system' or '## user'")
    return tuple((role, part.strip()) for role, part in zip(pieces[1::2], pieces[2::2], strict=True))
