"""One name a format: which renderer writes it."""

from __future__ import annotations

from guardrails import Released

FORMATS = ("md", "html", "docx", "pptx", "pdf")


def render(released: Released, suffix: str) -> bytes:
    """The document as a file of this kind.

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

        return render_docx(released)
    if suffix == "pptx":
        from assistant.documents.pptx import render_pptx

        return render_pptx(released)
    if suffix == "pdf":
        from assistant.documents.pdf import render_pdf

        return render_pdf(released)
    raise KeyError(suffix)
