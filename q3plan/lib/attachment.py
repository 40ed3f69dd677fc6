"""The header of a file to be saved: a plain name for old programs and the whole one."""

import re
from urllib.parse import quote

from q3plan.lib.text import fold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What a file system or a header refuses.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def attachment(name: str) -> str:
    """``Content-Disposition`` with both names (RFC 6266, RFC 8187)."""
    plain = re.sub(r"[^a-z0-9._]+", "-", fold(name)).lstrip("-.").replace("-.", ".") or "tep"
    full = quote(_FORBIDDEN.sub("-", name), safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
