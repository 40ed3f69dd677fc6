"""Reading what the product hands out as files."""

import re
import zipfile
from html import unescape
from io import BytesIO

ZIP = b"PK\x03\x04"


def words_of(response):
    """All text of an answer: a page as it is, an Office file with the tags of its parts removed."""
    content = response.getvalue() if response.streaming else response.content
    if not content.startswith(ZIP):
        return content.decode()
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith("xml")]
    return unescape(re.sub(r"<[^>]+>", " ", "\n".join(parts)))
