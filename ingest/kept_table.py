"""The table of vectors as a file beside the store: reading it takes a tenth of the time that Chroma takes to hand all vectors out.

Whoever opens it has to know that the folder was sealed, and that nobody wrote into it since (`ingest/seal.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from ingest.embedding import Vectors
    from ingest.exact_search import VectorTable

logger = logging.getLogger(__name__)

_ROWS, _IDS = "table.npy", "table.ids"
_AT_ONCE = 10_000


def forget_table(folder: Path) -> None:
    """Remove what was kept: it is no longer what the store holds."""
    for name in (_IDS, _ROWS):
        (folder / name).unlink(missing_ok=True)


def keep_table(folder: Path, table: VectorTable) -> None:
    """Write the table, or nothing where that fails, as on a full disk: it can be read from the store again."""
    try:
        with (folder / _ROWS).open("wb") as rows:
            ids = _write_rows(rows, table)
        (folder / _IDS).write_text("\n".join(ids), encoding="utf-8")
    except OSError as exc:
        forget_table(folder)
        logger.warning("the table of vectors is not kept in %s: %s", folder, exc)


def _write_rows(stream: BinaryIO, table: VectorTable) -> list[str]:
    from numpy.lib import format as npy

    ids: list[str] = []
    for passage_ids, vectors in table.pages(_AT_ONCE):
        if not ids:
            shape = (len(table), vectors.shape[1])
            header = {"descr": npy.dtype_to_descr(vectors.dtype), "fortran_order": False, "shape": shape}
            npy.write_array_header_1_0(stream, header)
        stream.write(vectors.tobytes())
        ids += passage_ids
    return ids


def read_table(folder: Path, *, two_stage_from: int) -> VectorTable | None:
    """The table that was kept, in two stages where it is larger than `two_stage_from`; None where none can be read."""
    import numpy as np

    from ingest.exact_search import VectorTable

    try:
        ids = (folder / _IDS).read_text(encoding="utf-8").split("\n")
        rows = np.load(folder / _ROWS, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError):
        return None
    if (count := len(ids)) != len(rows):
        return None

    def pages() -> Iterator[tuple[list[str], Vectors]]:
        for start in range(0, count, _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            yield ids[part], rows[part]

    return VectorTable.of_pages(pages(), count, two_stage=count > two_stage_from)
