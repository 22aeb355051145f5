"""One name a format: which renderer writes it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from guardrails import Released

if TYPE_CHECKING:
    from assistant.documents.house import Template

FORMATS = ("md", "html", "docx", "pptx", "pdf")


def render(released: Released, suffix: str, templates: Mapping[str, Template] = MappingProxyType({})) -> bytes:
    """The document as a file of this kind, in the company's template where it has one for Word or PowerPoint.

    Raises:
        KeyError: Not one of `FORMATS`.
    """
    if suffix == "md":
        from assistant.documents.markdown import render_markdown

        return render_markdown(released).encode("utf-8")
    if suffix == "html":
        from assistant.documents.html import render_html

        return render_html(released).encode("utf-8")
    if suffix == "docx":
        from assistant.documents.docx import render_docx

        return render_docx(released, templates.get("docx"))
    if suffix == "pptx":
        from assistant.documents.pptx import render_pptx

        return render_pptx(released, templates.get("pptx"))
    if suffix == "pdf":
        from assistant.documents.pdf import render_pdf

        return render_pdf(released)
    raise KeyError(suffix)
