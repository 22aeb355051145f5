"""The P&T brief: seventeen parts, options never a vote, missing data shown as missing."""

from __future__ import annotations

from assistant.artifacts import pt_brief_parts as parts
from assistant.artifacts.parts import FactBook, numbered
from assistant.artifacts.pt_brief_appendix import appendix
from assistant.artifacts.pt_brief_evidence import evidence
from assistant.material import BriefMaterial
from guardrails import Draft

TITLES = (
    ("header", "Header", parts.header),
    ("summary", "Summary in place of a recommendation", parts.summary),
    ("indications", "Indications", parts.indications),
    ("pharmacology", "Pharmacology and pharmacokinetics", parts.pharmacology),
    ("dosing", "Dosing, forms, storage, handling", parts.dosing),
    ("search", "Literature search", parts.search),
    ("evidence", "Evidence, trial by trial", evidence),
    ("guideline", "Guideline position", parts.guideline),
    ("safety", "Safety", parts.safety),
    ("populations", "Special populations", parts.populations),
    ("alternatives", "Formulary alternatives", parts.alternatives),
    ("cost", "Cost", parts.cost),
    ("operations", "Operations", parts.operations),
    ("options", "Options", parts.options),
    ("monitoring", "Monitoring and re-review", parts.monitoring),
    ("references", "References", parts.references),
    ("appendix", "Appendix", appendix),
)


def pt_brief_draft(draft_id: str, material: BriefMaterial) -> tuple[Draft, FactBook]:
    """The document and the facts it states."""
    facts = FactBook(f"brief-{draft_id}", "Request, label and library facts")
    sections = numbered((key, title, build(material, facts)) for key, title, build in TITLES)
    name = material.product.names[0].title()
    draft = Draft(
        draft_id=draft_id,
        artifact="pt_brief",
        title=f"P&T brief: {name} for {material.indication}",
        sections=sections,
        banner=parts.banner(material),
        footer="Publications cited here were read as digests, not in full." if parts.cites_digest(material) else "",
    )
    return draft, facts
