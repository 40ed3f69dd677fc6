"""LibreOffice, as the offices have it, for the tests of what it makes of our files."""

import os
import shutil
import subprocess

import pytest
from django.db import connection


def converted(kind, *paths):
    """The files as LibreOffice saves them in another folder: their paths, ending in ``kind``.

    ``kind`` may name the options of the export: "csv:Text - txt - csv (StarCalc):…".
    """
    if connection.vendor != "sqlite":
        pytest.skip("What LibreOffice does does not depend on the database; told on SQLite.")
    office = os.environ.get("SOFFICE") or shutil.which("soffice")
    assert office, "LibreOffice is missing; .ci/ensure-libreoffice installs it."
    folder = paths[0].parent
    profile, out = (folder / "profile").as_uri(), folder / "converted"
    subprocess.run(
        [
            *(office, f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", kind, "--outdir", str(out), *map(str, paths)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    suffix = kind.partition(":")[0]
    return [out / f"{path.stem}.{suffix}" for path in paths]
