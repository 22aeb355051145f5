"""Which rules decide how a record is classified: a name that changes with any of them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

RULES = (
    "classification.py",
    "design.py",
    "evidence_level.py",
    "integrity.py",
    "phrases.py",
    "publication_types.py",
    "revisions.py",
    "species.py",
    "trial_features.py",
    "zones.py",
    "data/evidence_level.yaml",
    "data/publication_types.yaml",
    "data/species.yaml",
    "data/study_design.yaml",
    "data/trial_features.yaml",
)
"""Files of this package. That no module is missing is tested: a rule that is not here changes without a name."""


@cache
def rules_version() -> str:
    """12 hex digits over the text of all rules."""
    digest = hashlib.sha256()
    for name in RULES:
        digest.update((files("ingest") / name).read_bytes())
    return digest.hexdigest()[:12]
