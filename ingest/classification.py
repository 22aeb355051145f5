"""Articles classified by what can be read off them: species, design, conduct, level of evidence, each with a reason."""

from __future__ import annotations

from ingest.design import read_design, tells_own_work
from ingest.domain import Article, Classification, Reason, TextOrigin
from ingest.evidence_level import read_level
from ingest.publication_types import roles_of
from ingest.species import read_species
from ingest.trial_features import (
    read_blinding,
    read_funding,
    read_phase,
    read_registrations,
    read_sample_size,
)
from ingest.zones import parts_of

_DECLARED = "declared by the author of the digest"
_BROUGHT = "declared by who brought the document"


def classify(article: Article) -> Classification:
    """What kind of evidence the record is.

    A digest is taken at its author's word for species, design and sample size; the rest is read from its text.
    """
    parts = parts_of(article)
    roles = roles_of(article.publication_types)
    own = tells_own_work(parts)
    subjects = read_species(parts, article.mesh, own)
    declared = article.declared
    if declared:
        species, design = declared.species, declared.design
        who = _BROUGHT if article.text_origin is TextOrigin.DOCUMENT else _DECLARED
        reasons = [Reason("species", str(species), who), Reason("design", str(design), who)]
    else:
        species = subjects.species
        design, why = read_design(parts, roles, subjects, own)
        reasons = [subjects.reason, why]
    blinding, blinding_why = read_blinding(parts, design)
    size, size_why = read_sample_size(parts, design)
    if declared and declared.sample_size is not None:
        size = declared.sample_size
        size_why = Reason("sample_size", str(size), _DECLARED)
    phase, phase_why = read_phase(parts, roles)
    registrations, registrations_why = read_registrations(article, parts)
    industry, industry_why = read_funding(article, parts)
    level, level_why = read_level(species, design, parts)
    found = (blinding_why, size_why, phase_why, registrations_why, industry_why, level_why)
    return Classification(
        species=species,
        design=design,
        blinding=blinding,
        sample_size=size,
        phase=phase,
        registrations=registrations,
        industry_funded=industry,
        level=level,
        reasons=(*reasons, *(reason for reason in found if reason)),
    )
