"""What the parts of an Office package point at, whatever the parts are called."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Relation:
    """One pointer from a part to another or to an address."""

    kind: str
    """Last word of its type: `image`, `hyperlink`, `aFChunk`, ..."""
    target: str
    """Name of the part in the package (as written where no such part is there), or the address."""
    linked: bool
    """True where the target lies outside of the package."""
    file: str
    """The .rels file that says so."""


def relations(package: zipfile.ZipFile) -> Iterator[Relation]:
    """All of them, in the order of the package."""
    from docx.oxml import parse_xml

    names = {name.lower(): name for name in package.namelist()}
    for file in package.namelist():
        if file.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(file))
            for element in parse_xml(package.read(file)):
                linked = element.get("TargetMode") == "External"
                kind = (element.get("Type") or "").rpartition("/")[2]
                target = element.get("Target") or ""
                path = posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
                yield Relation(kind, target if linked else names.get(path.lower(), target), linked, file)
