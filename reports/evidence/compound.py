"""The directory of an OLE compound file (.doc, .xls), read without trusting a number in it.

Structure: [MS-CFB] 2.2 header, 2.3 FAT, 2.6 directory entries.
"""

import struct
from dataclasses import dataclass

MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
_ENTRY = 128
_MAX_DIRECTORY_SECTORS = 512
_IN_HEADER = 109


@dataclass(frozen=True)
class Stream:
    name: str
    start: int
    size: int


class CompoundFile:
    """``streams`` by name; ValueError for one whose parts do not fit together."""

    def __init__(self, file):
        self.file = file
        header = self._at(0, 512)
        if not header.startswith(MAGIC):
            raise ValueError("no compound file")
        shift = struct.unpack_from("<H", header, 0x1E)[0]
        if shift not in {9, 12}:
            raise ValueError("sector size")
        self.sector = 1 << shift
        self.fat_sectors = struct.unpack_from(f"<{_IN_HEADER}I", header, 0x4C)
        self.streams = self._directory(struct.unpack_from("<I", header, 0x30)[0])

    def _at(self, offset, length):
        self.file.seek(offset)
        data = self.file.read(length)
        if len(data) != length:
            raise ValueError("cut short")
        return data

    def read(self, stream, length):
        """The first bytes of a stream that lies in whole sectors; fewer at its sector's end."""
        return self._at((stream.start + 1) * self.sector, min(length, self.sector))

    def _next(self, sector):
        per_sector = self.sector // 4
        index = sector // per_sector
        # Later parts of the FAT are listed elsewhere; a directory lies at a file's front.
        if index >= _IN_HEADER:
            raise ValueError("directory too far")
        place = (self.fat_sectors[index] + 1) * self.sector + sector % per_sector * 4
        return struct.unpack("<I", self._at(place, 4))[0]

    def _directory(self, sector):
        streams, seen = {}, set()
        while sector < 0xFFFFFFFA:
            if sector in seen or len(seen) >= _MAX_DIRECTORY_SECTORS:
                raise ValueError("directory runs in a circle")
            seen.add(sector)
            data = self._at((sector + 1) * self.sector, self.sector)
            for at in range(0, self.sector, _ENTRY):
                if found := _entry(data[at : at + _ENTRY]):
                    streams.setdefault(found.name, found)
            sector = self._next(sector)
        return streams


def _entry(data):
    length, kind = struct.unpack_from("<HB", data, 64)
    if kind not in {1, 2, 5} or not 2 <= length <= 64:
        return None
    name = data[: length - 2].decode("utf-16-le", "replace")
    start, size = struct.unpack_from("<II", data, 116)
    return Stream(name, start, size)
