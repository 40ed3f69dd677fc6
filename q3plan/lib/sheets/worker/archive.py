"""A zip read with distrust: the directory is checked, every byte is counted while unpacking."""

import os
import struct
import zlib
from collections import namedtuple

from . import limits
from .limits import Refused

CHUNK = 64 * 1024

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCATOR_SIZE = 20
_ZIP64_END_SIZE = 56
_ENCRYPTED_FLAGS = 0x1 | 0x40
_PATCH_FLAG = 0x20
_STREAMED_FLAG = 0x8
_UTF8_FLAG = 0x800
_IN_ZIP64 = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8


# Not a dataclass: importing that would take the child a third of its start.
Entry = namedtuple("Entry", "name raw_name flags method crc packed size offset")


class Archive:
    """Entries of the zip open as ``fd``; raises ``Refused`` where its own parts contradict."""

    def __init__(self, fd, size):
        self.fd = fd
        self.size = size
        count, length, self.directory_offset = self._find_directory()
        self.entries = self._read_directory(count, length)
        self.starts = self._check_places()

    def _read(self, offset, length):
        data = os.pread(self.fd, length, offset)
        if len(data) != length:
            raise Refused("truncated")
        return data

    def _find_directory(self):
        tail_length = min(self.size, _END.size + 0xFFFF)
        tail = self._read(self.size - tail_length, tail_length)
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            raise Refused("truncated")
        _, disk, first_disk, here, count, length, offset, comment = _END.unpack_from(tail, at)
        if count > limits.ENTRIES or length > limits.DIRECTORY_BYTES:
            raise Refused("too_many_parts")
        position = self.size - tail_length + at
        if disk or first_disk or here != count or at + _END.size + comment != len(tail):
            raise Refused("zip_damaged")
        between = position - offset - length
        if between not in {0, _LOCATOR_SIZE + _ZIP64_END_SIZE}:
            raise Refused("zip_damaged")
        if between and self._read(position - between, 4) != b"PK\x06\x06":
            raise Refused("zip_damaged")
        return count, length, offset

    def _read_directory(self, count, length):
        data = self._read(self.directory_offset, length)
        entries, seen, at = {}, set(), 0
        while at < length:
            entry, at = _central_entry(data, at)
            if len(entries) == count:
                raise Refused("zip_damaged")
            # Office compares names of parts without regard to case.
            if entry.name.lower() in seen:
                raise Refused("duplicate_part", name=entry.name[:80])
            seen.add(entry.name.lower())
            entries[entry.name] = entry
        if len(entries) != count:
            raise Refused("zip_damaged")
        if sum(entry.size for entry in entries.values()) > limits.UNPACKED_BYTES:
            raise Refused("too_large_unpacked")
        return entries

    def _check_places(self):
        """Where the data of each entry starts; entries may not lie on top of each other."""
        starts, free_from = {}, 0
        for entry in sorted(self.entries.values(), key=lambda entry: entry.offset):
            start = self._local_end(entry)
            if entry.offset < free_from or start + entry.packed > self.directory_offset:
                raise Refused("zip_lies")
            free_from = start + entry.packed
            starts[entry.name] = start
        return starts

    def _local_end(self, entry):
        if entry.offset + _LOCAL.size > self.directory_offset:
            raise Refused("zip_lies")
        fields = _LOCAL.unpack(self._read(entry.offset, _LOCAL.size))
        signature, _, flags, method, _, _, crc, packed, size, name_length, extra_length = fields
        if signature != b"PK\x03\x04" or method != entry.method:
            raise Refused("zip_lies")
        if (flags ^ entry.flags) & (_ENCRYPTED_FLAGS | _STREAMED_FLAG):
            raise Refused("zip_lies")
        if self._read(entry.offset + _LOCAL.size, name_length) != entry.raw_name:
            raise Refused("zip_lies")
        for told, known in ((crc, entry.crc), (packed, entry.packed), (size, entry.size)):
            untold = told == _IN_ZIP64 or (told == 0 and flags & _STREAMED_FLAG)
            if told != known and not untold:
                raise Refused("zip_lies")
        return entry.offset + _LOCAL.size + name_length + extra_length

    def has(self, name):
        return name in self.entries

    def chunks(self, name):
        """Unpacked bytes of a part; what the directory promised is checked at the end."""
        entry = self.entries[name]
        unpack = _inflated if entry.method == _DEFLATED else iter
        count, crc = 0, 0
        for chunk in unpack(self._packed_chunks(entry)):
            count += len(chunk)
            crc = zlib.crc32(chunk, crc)
            if count > limits.PART_BYTES:
                raise Refused("part_too_large", name=name[:80])
            if count > entry.size:
                raise Refused("zip_lies")
            yield chunk
        if count != entry.size or crc != entry.crc:
            raise Refused("zip_lies")

    def _packed_chunks(self, entry):
        offset, left = self.starts[entry.name], entry.packed
        while left:
            chunk = self._read(offset, min(CHUNK, left))
            offset, left = offset + len(chunk), left - len(chunk)
            yield chunk


def _inflated(packed_chunks):
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in packed_chunks:
            if unpacker.eof:
                raise Refused("zip_lies")
            while packed and not unpacker.eof:
                yield unpacker.decompress(packed, CHUNK)
                packed = unpacker.unconsumed_tail
        # The last chunk may have filled the output exactly: what is held back comes now.
        while not unpacker.eof and (rest := unpacker.decompress(b"", CHUNK)):
            yield rest
    except zlib.error as problem:
        raise Refused("zip_damaged") from problem
    if not unpacker.eof or unpacker.unused_data:
        raise Refused("zip_lies")


def _central_entry(data, at):
    if at + _CENTRAL.size > len(data):
        raise Refused("zip_damaged")
    fields = _CENTRAL.unpack_from(data, at)
    signature, _, _, flags, method, _, _, crc, packed, size = fields[:10]
    name_length, extra_length, comment_length = fields[10:13]
    offset = fields[16]
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_length
    end = extra_at + extra_length + comment_length
    if signature != b"PK\x01\x02" or end > len(data):
        raise Refused("zip_damaged")
    raw_name = data[name_at:extra_at]
    extra = data[extra_at : extra_at + extra_length]
    size, packed, offset = _zip64_values(extra, size, packed, offset)
    _check_entry(flags, method, size, packed)
    name = _checked_name(raw_name, flags)
    if size > limits.PART_BYTES:
        raise Refused("part_too_large", name=name[:80])
    return Entry(name, raw_name, flags, method, crc, packed, size, offset), end


def _zip64_values(extra, *values):
    """Values that stand in the zip64 field because their own field says so."""
    wide = b""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == 1:
            wide = extra[4 : 4 + length]
        extra = extra[4 + length :]
    result = []
    for value in values:
        if value == _IN_ZIP64:
            if len(wide) < 8:
                raise Refused("zip_damaged")
            value, wide = struct.unpack_from("<Q", wide)[0], wide[8:]
        result.append(value)
    return result


def _check_entry(flags, method, size, packed):
    if flags & _ENCRYPTED_FLAGS:
        raise Refused("encrypted")
    if method not in {_STORED, _DEFLATED} or flags & _PATCH_FLAG:
        raise Refused("zip_method")
    if method == _STORED and size != packed:
        raise Refused("zip_lies")


def _checked_name(raw_name, flags):
    try:
        name = raw_name.decode("utf-8" if flags & _UTF8_FLAG else "cp437")
    except UnicodeDecodeError as problem:
        raise Refused("zip_damaged") from problem
    parts = name.split("/")
    unsafe = not name or name.startswith("/") or ".." in parts or "." in parts
    if unsafe or any(char in name for char in "\\:\0"):
        raise Refused("unsafe_name", name=name[:80])
    return name
