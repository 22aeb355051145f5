"""Digests of real publications -> Articles for the library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import ImportRefused
from ingest import (
    AbstractSection,
    Article,
    Author,
    Declared,
    Design,
    Integrity,
    PublicationType,
    Species,
    TextOrigin,
    nfc,
)

DEMO_DIGESTS = Path(__file__).parent / "data" / "digests.yaml"


class _Study(BaseModel):
    model_config = ConfigDict(extra="forbid")

    study_id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: str
    species: Species
    design: Design
    text: dict[str, list[str]]
    pmid: Annotated[str, Field(pattern=r"^\d{1,8}$")] | None = None
    doi: str | None = None
    first_author: str | None = None
    journal: str | None = None
    year: int | None = None
    publication_types: list[str] = []
    sample_size: int | None = None
    integrity: Integrity = Integrity.OK
    topic: str | None = None
    agents: list[str] = []
    program_id: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: object
    verified: bool
    studies: list[_Study]


def load_digests(path: Path = DEMO_DIGESTS) -> tuple[Article, ...]:
    """Articles of a digest file, in file order.

    Raises:
        ImportRefused: The file is missing, no YAML, or a study has an unknown or missing key.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        studies = _File.model_validate(raw).studies
    except (OSError, yaml.YAMLError) as exc:
        raise ImportRefused(f"Digest file {str(path)!r} cannot be read: {exc}. Check the path and the YAML.") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ImportRefused(f"Digest file {str(path)!r}: {where}: {first['msg']}. Mend that entry.") from exc
    return tuple(_article(study) for study in studies)


def _article(study: _Study) -> Article:
    return Article(
        article_id=study.pmid or f"digest:{study.study_id}",
        pmid=study.pmid,
        title=nfc(study.title),
        sections=tuple(
            AbstractSection(label, None, nfc(" ".join(sentences))) for label, sentences in study.text.items()
        ),
        text_origin=TextOrigin.DIGEST,
        kind="label" if study.design is Design.LABEL else "article",
        journal=study.journal,
        year=study.year,
        authors=(Author(study.first_author),) if study.first_author else (),
        languages=("eng",),
        publication_types=tuple(PublicationType("", name) for name in study.publication_types),
        doi=study.doi,
        declared=Declared(
            species=study.species,
            design=study.design,
            sample_size=study.sample_size,
            integrity=study.integrity,
            topic=study.topic,
            agents=tuple(study.agents),
            program_id=study.program_id,
        ),
    )
