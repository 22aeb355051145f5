"""Label snapshots: what a product's prescribing information said on a date, by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from guardrails.canonical import sha256_of
from guardrails.data_files import data_names, load_data
from guardrails.domain import Evidence, Product, ProductStatus
from guardrails.errors import RuleDataInvalid


@dataclass(frozen=True, slots=True)
class LabelSnapshot:
    """One version of one label, in our own words unless `verified` says otherwise."""

    label_id: str
    sections: tuple[tuple[str, str], ...]
    """Section number and text, in label order."""
    effective: date | None = None
    product_id: str | None = None
    fictional: bool = False
    verified: bool = False
    source: str = ""

    @property
    def text(self) -> str:
        """All sections, one a line: `1 Indicated in ...`."""
        return "\n".join(f"{number} {text}" for number, text in self.sections)

    @property
    def version_hash(self) -> str:
        """Hash of the sections."""
        return sha256_of(self.sections)

    def section(self, number: str) -> str | None:
        """Text of one section, None if the snapshot has no such section."""
        return dict(self.sections).get(number)

    def evidence(self) -> Evidence:
        """The snapshot as a citable source, id `label:<label_id>`."""
        return Evidence(
            evidence_id=f"label:{self.label_id}",
            text=self.text,
            version_hash=self.version_hash,
            species="human",
            design="label",
            origin="label",
            title=f"Prescribing information {self.label_id}",
            year=self.effective.year if self.effective else None,
        )


@cache
def known_labels() -> tuple[LabelSnapshot, ...]:
    """Snapshots of real products that come with the package: facts in our own words, to be confirmed before use."""
    return tuple(read_label(path) for path in data_names("labels"))


@cache
def known_products() -> tuple[Product, ...]:
    """The real products of `known_labels`, as names that a text may contain."""
    return tuple(_product(load_data(path)["product"]) for path in data_names("labels"))


def read_label(path: str) -> LabelSnapshot:
    """The snapshot in `data/<path>`.

    Raises:
        RuleDataInvalid: a key is missing.
    """
    data = load_data(path)
    try:
        return LabelSnapshot(
            label_id=str(data["label_id"]),
            sections=tuple((str(number), str(text)) for number, text in data["sections"].items()),
            effective=data.get("effective"),
            product_id=data["product"]["product_id"],
            verified=bool(data["verified"]),
            source=str(data["source"]),
        )
    except KeyError as exc:
        raise RuleDataInvalid(f"label data {path!r} has no key {exc}; add it") from exc


def _product(data: Mapping[str, object]) -> Product:
    def listed(key: str) -> tuple[str, ...]:
        value = data.get(key)
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    return Product(
        product_id=str(data["product_id"]),
        names=listed("names"),
        status=ProductStatus(str(data["status"])),
        label_id=str(data["label_id"]) if data.get("label_id") else None,
        indications=listed("indications"),
        limits=listed("limits"),
        schedule=str(data["schedule"]) if data.get("schedule") else None,
    )
