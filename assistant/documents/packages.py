"""What Word and PowerPoint packages have in common: the proof as a custom part, and archives without a clock."""

from __future__ import annotations

import io
import zipfile
from html import escape
from itertools import count
from typing import Any

from assistant.documents.proof import MARK, proof_json
from guardrails import Released

_CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_ZIP_TIME = (2020, 1, 1, 0, 0, 0)
"""The libraries stamp the clock into the archive; a fixed time makes equal drafts equal files."""


def embed_proof(main_part: Any, released: Released) -> None:
    """Put the proof into the package of a document's main part, where Office keeps it on saving."""
    embed(main_part, MARK, proof_json(released))


def embed(main_part: Any, mark: str, text: str) -> None:
    """Put a text into the package under a name of ours."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<{mark} xmlns="urn:callprep">{escape(text)}</{mark}>'
    main_part.relate_to(_part(main_part.package, xml.encode("utf-8")), _CUSTOM_XML)


def _part(package: Any, blob: bytes) -> Any:
    """A part in the words of the library that the package belongs to, under the first free name."""
    taken = {str(part.partname) for part in package.iter_parts()}
    name = next(name for n in count(7) if (name := f"/customXml/item{n}.xml") not in taken)
    if type(package).__module__.startswith("pptx"):
        from pptx.opc.package import Part as SlidePart
        from pptx.opc.packuri import PackURI as SlideURI

        return SlidePart(SlideURI(name), "application/xml", package, blob)
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    return Part(PackURI(name), "application/xml", blob, package)


def fixed_times(content: bytes) -> bytes:
    """The same archive with every entry at one time and in one order."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        # Readers that stream a package look for its content types first.
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(info, source.read(name))
    return target.getvalue()
