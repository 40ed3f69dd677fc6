"""Pages whose long parts are compressed once and not with every request.

A gzip file may hold its data in blocks that do not look back at one another. So the parts of a page
that are the same for many requests are kept with their blocks, and only what is new is compressed::

    drawn = Piece(b"<section>…</section>")          # kept somewhere, used again and again
    return PiecedResponse([Piece(b"<h1>An</h1>"), drawn])

Whoever does not know of pieces (the other middleware, tests) sees an ordinary response;
``q3plan.middleware.PackedPagesMiddleware`` compresses it.
"""

import secrets
import zlib
from collections.abc import Iterable
from functools import cached_property

from django.http import HttpResponse

_RAW = -zlib.MAX_WBITS
_LEVEL = 6
# Deflate, with a file name, of no date, level or system.
_HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
# An empty last block.
_END = b"\x03\x00"


class Piece:
    """A part of a page; ``blocks`` are made when they are asked for, and held with it."""

    def __init__(self, plain: bytes):
        self.plain = plain

    @cached_property
    def blocks(self) -> bytes:
        """The part as whole deflate blocks, which may stand behind any others."""
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
        return deflate.compress(self.plain) + deflate.flush(zlib.Z_FULL_FLUSH)


class PiecedResponse(HttpResponse):
    """The pieces one behind the other. ``pieces`` is None once something else was put in."""

    def __init__(self, pieces: Iterable[Piece], *args, **kwargs):
        self._pieces = tuple(pieces)
        self._whole = b"".join(piece.plain for piece in self._pieces)
        super().__init__(self._whole, *args, **kwargs)

    @property
    def pieces(self) -> tuple[Piece, ...] | None:
        return self._pieces if self.content == self._whole else None


def gzipped(pieces: Iterable[Piece], *, most_padding: int) -> bytes:
    """One gzip file of all pieces.

    A file name of random length, less than ``most_padding``, hides what a size would tell of the
    secrets in a page (BREACH), as Django's own compression does.
    """
    name = b"a" * secrets.randbelow(most_padding)
    check = length = 0
    parts = [_HEAD, name, b"\x00"]
    for piece in pieces:
        check = zlib.crc32(piece.plain, check)
        length += len(piece.plain)
        parts.append(piece.blocks)
    ends = (check.to_bytes(4, "little"), (length & 0xFFFFFFFF).to_bytes(4, "little"))
    return b"".join([*parts, _END, *ends])
