"""What Word and PowerPoint packages have in common: the proof as a custom part, and archives without a clock."""

from __future__ import annotations

import io
import zipfile
from html import escape
from typing import Any

from assistant.documents.proof import MARK, proof_json
from guardrails import Released

_ZIP_TIME = (2020, 1, 1, 0, 0, 0)
"""The libraries stamp the clock into the archive; a fixed time makes equal drafts equal files."""


def embed_proof(main_part: Any, released: Released) -> None:
    """Put the proof into the package of a document's main part, where Office keeps it on saving."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{MARK} xmlns="urn:callprep">{escape(proof_json(released))}</{MARK}>'
    )
    part = Part(PackURI("/customXml/item7.xml"), "application/xml", xml.encode("utf-8"), main_part.package)
    main_part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def fixed_times(content: bytes) -> bytes:
    """The same archive with every entry at one time and in one order."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(info, source.read(name))
    return target.getvalue()
