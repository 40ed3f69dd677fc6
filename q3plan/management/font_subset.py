"""A TrueType font with only the letters that our pages are written in, as a WOFF file.

Outlines, widths and kerning stay as they are. Left out are the other letters, the places of marks
that are letters of their own, the substitutions (ligatures, fractions) and the hints, as the large
font services do: two thirds of the bytes. Formats: OpenType 1.9 (tables glyf, loca, hmtx, cmap,
GPOS, gasp) and WOFF 1.0, which is also read.
"""

import struct
import zlib
from collections.abc import Collection
from itertools import count, groupby, pairwise

# Vietnamese, ASCII, and the signs of texts and figures.
LETTERS = frozenset(
    [
        *map(chr, range(0x20, 0x7F)),
        *map(chr, range(0x1EA0, 0x1EFA)),
        *"ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư₫",
        *"\u00a0§«»°±²³·½×÷–—‘’“”†•…‰′‹›←↑→↓−≈≠≤≥",
    ]
)
KEPT_TABLES = ("OS/2", "name")
# For a font without hints: smooth in both directions at all sizes, gaps in thin strokes closed.
GASP = struct.pack(">4H", 1, 1, 0xFFFF, 0x000F)
PREP = b"\xb8\x01\xff\x85\xb0\x04\x8d"
POST_WITHOUT_NAMES = struct.pack(">L", 0x00030000)
SHORT_OFFSETS = struct.pack(">h", 0)

# Flags of a component of a composite glyph.
WORDS, SCALE, MORE, TWO_SCALES, MATRIX, HINTS = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100


def subset_woff(font: bytes, letters: Collection[str] = LETTERS) -> tuple[bytes, str]:
    """(WOFF file, its ``unicode-range``).

    Glyphs that are left out are empty where there is kerning, which tells glyphs by their numbers;
    in a font without it the others move up.
    """
    tables = _tables(font)
    places = {code: glyph for code, glyph in _codes(tables["cmap"]) if chr(code) in letters}
    glyphs = _glyphs(tables)
    kept = _with_components(set(places.values()) | {0}, glyphs)
    order = range(len(glyphs)) if "GPOS" in tables else sorted(kept)
    outlines, offsets = _outlines([glyphs[n] if n in kept else b"" for n in order], order)
    made = {tag: tables[tag] for tag in KEPT_TABLES if tag in tables}
    if "GPOS" in tables:
        made["GPOS"] = _kerning(tables["GPOS"])
    size = struct.pack(">H", len(order))
    made |= {
        "cmap": _cmap({code: order.index(glyph) for code, glyph in places.items()}),
        "gasp": GASP,
        "glyf": outlines,
        "head": tables["head"][:50] + SHORT_OFFSETS + tables["head"][52:],
        "hhea": tables["hhea"][:34] + size,
        "hmtx": _widths(tables, order, kept),
        "loca": offsets,
        "maxp": tables["maxp"][:4] + size + tables["maxp"][6:],
        "post": POST_WITHOUT_NAMES + tables["post"][4:32],
        "prep": PREP,
    }
    return _woff(made), unicode_range(places)


def unicode_range(codes: Collection[int]) -> str:
    """ "U+20-7E,U+A0"."""
    return ",".join(
        f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in _runs(codes)
    )


def _runs(codes):
    """(first, last) of what follows each other."""
    numbered = zip(count(), sorted(codes), strict=False)
    for _distance, run in groupby(numbered, lambda pair: pair[1] - pair[0]):
        (_at, first), *others = run
        yield first, others[-1][1] if others else first


# -- reading -----------------------------------------------------------------------------------


def _tables(font):
    if font.startswith(b"wOFF"):
        rows = struct.iter_unpack(">4s4L", font[44 : 44 + 20 * _uint16(font, 12)])
        packed = {row[0].decode(): (font[row[1] : row[1] + row[2]], row[3]) for row in rows}
        return {
            tag: data if len(data) == size else zlib.decompress(data)
            for tag, (data, size) in packed.items()
        }
    rows = struct.iter_unpack(">4sLLL", font[12 : 12 + 16 * _uint16(font, 4)])
    return {tag.decode(): font[at : at + length] for tag, _sum, at, length in rows}


def _uint16(data, at):
    return struct.unpack_from(">H", data, at)[0]


def _codes(cmap):
    """(character, glyph) of the table for the basic plane (format 4)."""
    rows = struct.iter_unpack(">HHL", cmap[4 : 4 + 8 * _uint16(cmap, 2)])
    table = next(cmap[at:] for _platform, _kind, at in rows if _uint16(cmap, at) == 4)
    size = _uint16(table, 6)
    columns = [14 + shift for shift in (0, size + 2, 2 * size + 2, 3 * size + 2)]
    for row in range(0, size, 2):
        last, first, delta, far = (_uint16(table, column + row) for column in columns)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if far:
                glyph = _uint16(table, columns[3] + row + far + 2 * (code - first))
            if glyph and (glyph := (glyph + delta) & 0xFFFF):
                yield code, glyph


def _glyphs(tables):
    size, step = ("L", 1) if _uint16(tables["head"], 50) else ("H", 2)
    places = [at[0] * step for at in struct.iter_unpack(f">{size}", tables["loca"])]
    return [tables["glyf"][one:other] for one, other in pairwise(places)]


def _is_composite(glyph):
    return glyph[:1] > b"\x7f"


def _components(glyph):
    """(place, flags, glyph number, length) of each part of a composite glyph."""
    at, flags = 10, MORE
    while flags & MORE:
        flags, number = struct.unpack_from(">HH", glyph, at)
        length = 8 if flags & WORDS else 6
        length += 2 if flags & SCALE else 4 if flags & TWO_SCALES else 8 if flags & MATRIX else 0
        yield at, flags, number, length
        at += length


def _with_components(kept, glyphs):
    waiting = list(kept)
    while waiting:
        glyph = glyphs[waiting.pop()]
        if _is_composite(glyph):
            parts = {number for _at, _flags, number, _length in _components(glyph)}
            waiting += parts - kept
            kept |= parts
    return kept


# -- writing -----------------------------------------------------------------------------------


def _outlines(glyphs, order):
    """The tables glyf and loca; ``order`` has the former numbers."""
    outlines, places = bytearray(), [0]
    for glyph in glyphs:
        plain = _without_hints(glyph, order) if glyph else b""
        outlines += plain + b"\0" * (len(plain) % 2)
        places.append(len(outlines) // 2)
    return bytes(outlines), struct.pack(f">{len(places)}H", *places)


def _without_hints(glyph, order):
    if not _is_composite(glyph):
        hints = 10 + 2 * _uint16(glyph, 0)
        return glyph[:hints] + b"\0\0" + glyph[hints + 2 + _uint16(glyph, hints) :]
    plain = bytearray(glyph[:10])
    for at, flags, number, length in _components(glyph):
        plain += struct.pack(">HH", flags & ~HINTS, order.index(number))
        plain += glyph[at + 4 : at + length]
    return bytes(plain)


def _cmap(places):
    """One table of format 4, a segment for each run of characters and glyphs."""
    segments = []
    for code, glyph in sorted(places.items()):
        if segments and segments[-1][1:] == (code - 1, (glyph - code) & 0xFFFF):
            segments[-1] = (segments[-1][0], *(code, segments[-1][2]))
        else:
            segments.append((code, code, (glyph - code) & 0xFFFF))
    segments.append((0xFFFF, 0xFFFF, 1))
    firsts, lasts, deltas = (
        struct.pack(f">{len(row)}H", *row) for row in zip(*segments, strict=True)
    )
    n = len(segments)
    power = 1 << (n.bit_length() - 1)
    search = struct.pack(">4H", 2 * n, 2 * power, n.bit_length() - 1, 2 * (n - power))
    body = search + lasts + b"\0\0" + firsts + deltas + b"\0\0" * n
    head = struct.pack(">HHHHL", 0, 1, 3, 1, 12)
    return head + struct.pack(">HHH", 4, len(body) + 6, 0) + body


def _kerning(gpos):
    """The table GPOS with the pairs alone, for every script."""
    _version, _scripts, features, lookups = struct.unpack_from(">LHHH", gpos)
    rows = [features + 2 + 6 * row for row in range(_uint16(gpos, features))]
    kern = next(row for row in rows if gpos[row : row + 4] == b"kern")
    feature = features + _uint16(gpos, kern + 4)
    count, number = struct.unpack_from(">HH", gpos, feature + 2)
    if count != 1:
        raise ValueError("The kerning stands in several lists.")
    lookup = lookups + _uint16(gpos, lookups + 2 + 2 * number)
    scripts = struct.pack(">H4sHHHHHHH", 1, b"DFLT", 8, 4, 0, 0, 0xFFFF, 1, 0)
    found = struct.pack(">H4sHHHH", 1, b"kern", 8, 0, 1, 0)
    at = 10 + len(scripts)
    head = struct.pack(">LHHH", 0x00010000, 10, at, at + len(found))
    # Its places are told from its own beginning, and all that belongs to it follows.
    return head + scripts + found + struct.pack(">HH", 1, 4) + gpos[lookup:]


def _widths(tables, order, kept):
    """The table hmtx with nothing for the glyphs that are gone."""
    full, rows = _uint16(tables["hhea"], 34), tables["hmtx"]
    if full <= max(kept):
        raise ValueError("Glyphs without a width of their own.")
    return b"".join(rows[4 * n : 4 * n + 4] if n in kept else bytes(4) for n in order)


def _checksum(data):
    padded = data + b"\0" * (-len(data) % 4)
    return sum(word for (word,) in struct.iter_unpack(">L", padded)) & 0xFFFFFFFF


def _woff(tables):
    """Each table deflated by itself, where that is shorter."""
    at = 44 + 20 * len(tables)
    directory, body, plain_size = b"", bytearray(), 12 + 16 * len(tables)
    for tag, data in sorted(tables.items()):
        packed = min(zlib.compress(data, 9), data, key=len)
        sizes = (at + len(body), len(packed), len(data), _checksum(data))
        directory += struct.pack(">4s4L", tag.encode(), *sizes)
        body += packed + b"\0" * (-len(packed) % 4)
        plain_size += len(data) + -len(data) % 4
    head = struct.pack(
        ">4sLLHHLHH", b"wOFF", 0x00010000, at + len(body), len(tables), 0, plain_size, 1, 0
    )
    return head + b"\0" * 20 + directory + bytes(body)
