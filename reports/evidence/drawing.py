"""Pictures of a file's pages, drawn by a child process that may do nothing else.

``kind`` is the decoder's name: PDF, JPEG, PNG or WEBP.
"""

import subprocess
import sys
import threading
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .rasterise import EXITS

WORKER = Path(__file__).with_name("rasterise.py")
SECONDS = 20
_MOST_BYTES = 16 * 1024 * 1024
# A page of pictures asks for many at once; each child may take a processor and much memory.
_places = threading.BoundedSemaphore(2)


class PreviewFailed(Exception):
    """No picture. ``message`` says why, for the person."""

    message = _("Không đọc được nội dung tệp này để xem trước. Có thể tải tệp về.")


class PasswordNeeded(PreviewFailed):
    message = _("Tệp có mật khẩu nên không xem trước được.")


class NoSuchPage(PreviewFailed):
    message = _("Tệp không có trang này.")


class TooLarge(PreviewFailed):
    message = _("Trang quá lớn để xem trước. Có thể tải tệp về.")


_FAILURES = {
    EXITS["password"]: PasswordNeeded,
    EXITS["no_page"]: NoSuchPage,
    EXITS["too_large"]: TooLarge,
}


def count_pages(file, kind: str) -> int:
    """Pages of an open file; raises PreviewFailed."""
    return int(_run(file, "count", kind, 0))


def draw_page(file, kind: str, number: int) -> tuple[bytes, str]:
    """``(bytes, media type)`` of page ``number`` from 1, drawn by us; raises PreviewFailed."""
    data = _run(file, "draw", kind, number)
    return data, "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"


def _run(file, step, kind, number):
    file.seek(0)
    command = [sys.executable, "-I", "-B", str(WORKER), step, kind, str(number)]
    if not _places.acquire(timeout=SECONDS):
        raise PreviewFailed
    try:
        done = subprocess.run(
            command,
            input=file.read(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as problem:
        raise TooLarge from problem
    finally:
        _places.release()
    if done.returncode or not done.stdout or len(done.stdout) > _MOST_BYTES:
        raise _FAILURES.get(done.returncode, PreviewFailed)
    return done.stdout
