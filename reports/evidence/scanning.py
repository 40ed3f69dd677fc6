"""Asking a ClamAV daemon about a file (INSTREAM), when one is configured.

``settings.CLAMD``: "host:port", the path of a socket, or "" for none.
"""

import logging
import socket
import struct
import time

from django.conf import settings

from reports.models import Evidence

logger = logging.getLogger(__name__)
Scan = Evidence.Scan

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class _Unanswered(Exception):
    """The daemon gave no verdict."""


def scan(file) -> Evidence.Scan:
    """What the scanner says of an open file; PENDING while it cannot be asked."""
    if not settings.CLAMD:
        return Scan.NOT_CONFIGURED
    try:
        answer = _ask(file, time.monotonic() + settings.CLAMD_SECONDS)
    except (OSError, _Unanswered, ValueError) as problem:
        logger.warning("The virus scanner gave no verdict: %s", problem)
        return Scan.PENDING
    if answer.endswith(b" FOUND"):
        logger.warning("The virus scanner found %s", answer.decode("ascii", "replace"))
        return Scan.INFECTED
    if answer.endswith(b": OK"):
        return Scan.CLEAN
    logger.warning("The virus scanner answered %s", answer.decode("ascii", "replace"))
    return Scan.PENDING


def _connect(seconds):
    address = settings.CLAMD
    if "/" in address:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _ask(file, until):
    with _connect(_left(until)) as connection:
        connection.sendall(b"zINSTREAM\0")
        file.seek(0)
        while data := file.read(_CHUNK):
            connection.settimeout(_left(until))
            connection.sendall(struct.pack(">I", len(data)) + data)
        connection.sendall(struct.pack(">I", 0))
        return _answer(connection, until)


def _answer(connection, until):
    answer = b""
    while not answer.endswith(b"\0"):
        connection.settimeout(_left(until))
        data = connection.recv(_LONGEST_ANSWER)
        if not data or len(answer) > _LONGEST_ANSWER:
            raise _Unanswered("the connection was closed")
        answer += data
    return answer.rstrip(b"\0\n")


def _left(until):
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise _Unanswered("no answer in time")
    return seconds
