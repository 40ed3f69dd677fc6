"""The header of a file to be saved, with a name for old programs and one in Vietnamese."""

import re
from urllib.parse import quote


def attachment(ascii_name: str, name: str) -> str:
    """``Content-Disposition`` with both names (RFC 6266, RFC 5987).

    ``ascii_name`` holds letters, digits, dots and hyphens only; from ``name`` signs that a file
    system refuses are taken out.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", ascii_name)
    full = re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]', "-", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(full, safe='')}"
