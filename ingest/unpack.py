"""Gzip as a stream with a bound on how much may come out of how little."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

from ingest.errors import HostileInput, RecordError, TruncatedFile

GZIP_MAGIC = b"\x1f\x8b"
MAX_RATIO = 300
"""Bytes out per byte in. PubMed files have 6-12; plain repetition reaches about 1,030."""
RATIO_FLOOR = 8 << 20
"""Ratios are judged from this many bytes out: short files may be very regular."""
_READ = 1 << 16


class GunzipStream(io.RawIOBase):
    """The unpacked bytes of one gzip stream (members may follow each other).

    Raises while reading:
        HostileInput: More than `max_ratio` bytes come out per byte in.
        TruncatedFile: The packed data end too early.
        RecordError: The packed data are damaged.
    """

    def __init__(self, packed: BinaryIO, source: str, *, max_ratio: int = MAX_RATIO) -> None:
        super().__init__()
        self._packed = packed
        self._source = source
        self._max_ratio = max_ratio
        self._member = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._in = 0
        self._out = 0
        self._done = False

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`; 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self._next(len(view))
        view[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        while not self._done:
            if not self._waiting:
                self._waiting = self._packed.read(_READ)
                self._in += len(self._waiting)
                if not self._waiting:
                    return self._at_end()
            data = self._unpack(size)
            if self._member.eof:
                self._next_member()
            if data:
                return data
        return b""

    def _unpack(self, size: int) -> bytes:
        try:
            data = self._member.decompress(self._waiting, size)
        except zlib.error as exc:
            raise RecordError(f"{self._source!r} is damaged gzip data ({exc}); download it again") from exc
        self._waiting = self._member.unconsumed_tail
        self._out += len(data)
        used = self._in - len(self._waiting)
        if self._out > RATIO_FLOOR and self._out > self._max_ratio * max(used, 1):
            raise HostileInput(
                f"{self._source!r} unpacks to more than {self._max_ratio} times its size; do not use this file"
            )
        return data

    def _next_member(self) -> None:
        rest = self._member.unused_data.lstrip(b"\0")
        self._member = zlib.decompressobj(wbits=31)
        self._waiting = rest
        if not rest:
            self._waiting = self._packed.read(_READ).lstrip(b"\0")
            self._in += len(self._waiting)
            self._done = not self._waiting

    def _at_end(self) -> bytes:
        raise TruncatedFile(f"{self._source!r} ends in the middle of its gzip data; download it again")
