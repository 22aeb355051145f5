"""What a judgement is given beside the text: products, sources and the situation."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.domain.levels import Mode, ProductStatus, Profile


@dataclass(frozen=True, slots=True)
class Product:
    """A product that a text may speak for."""

    product_id: str
    """Upper-case key, e.g. `QUILLMERA`."""
    names: tuple[str, ...]
    """Brand and generic names as written, brand first."""
    status: ProductStatus
    label_id: str | None = None
    indications: tuple[str, ...] = ()
    """Labelled uses in plain words; what is not among them is off label."""
    limits: tuple[str, ...] = ()
    """Uses that the label says are not established."""
    schedule: str | None = None
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a checker may know of a source: its stored text and what kind of source it is."""

    evidence_id: str
    """PMID, `digest:<study_id>`, `label:<id>`, `search:<id>` or `fact:<id>`."""
    text: str
    """Stored text (NFC). Quotes are spans of it."""
    version_hash: str
    integrity: str = "ok"
    """Value of the library's Integrity, read fresh."""
    citable: bool = True
    species: str = "unknown"
    """human | animal | in vitro | mixed | unknown"""
    design: str = "design not stated"
    origin: str = "abstract"
    """abstract | digest | label | search | fact"""
    title: str = ""
    pmid: str | None = None
    year: int | None = None
    sample_size: int | None = None
    certainty: str | None = None
    """high | moderate | low | very low, where the source states it."""
    program_id: str | None = None
    superseded_by: str | None = None

    @property
    def badge(self) -> str:
        """What stands beside the citation: origin and integrity where they matter, e.g. `digest, corrected`."""
        words = [self.origin] if self.origin in ("digest", "label", "document") else []
        if self.integrity in ("erratum", "republished"):
            words.append("corrected")
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything outside the text that a verdict depends on."""

    mode: Mode = Mode.PROMOTIONAL
    profile: Profile = Profile.SCREEN
    jurisdiction: str = "US"
    """`US` (federal) or `US-XX`."""
    audience: str = "HCP"
    """HCP | PAYOR | PATIENT | INTERNAL"""
    product_ids: tuple[str, ...] = ()
    """Products the text speaks for."""
    products: tuple[Product, ...] = ()
    """Products known to the company and comparators: names that a text may contain."""
    request_origin: str | None = None
    """unsolicited | company | committee | None"""
    request_id: str | None = None
    request_text: str | None = None
    channel: str | None = None
    approval_ids: tuple[str, ...] = ()
    """Prior approvals that a state pack demands."""
