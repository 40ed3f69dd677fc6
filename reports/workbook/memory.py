"""What a person uploaded in this session, so that the same file sent again asks no question.

A workbook knows only the texts it was written with. Somebody who fills it, uploads, corrects a
cell and uploads once more would otherwise be asked about the own first upload.
"""

from q3plan.lib.text import clean
from reports.entry.fields import fingerprint

KEY = "workbook"


def keep(session, report, sent):
    """``sent``: names and texts of the hidden inputs that were confirmed."""
    kept = dict(session.get(KEY, {}))
    own = dict(kept.get(str(report.pk), {}))
    names = {name for name, _text in sent}
    boxes = [(name, text) for name, text in sent if f"{name}-base" in names]
    own |= {name: fingerprint(clean(text)) for name, text in boxes}
    session[KEY] = {**kept, str(report.pk): own}


def settle(session, report, filled):
    """Boxes that still hold what this person uploaded start from there."""
    own = session.get(KEY, {}).get(str(report.pk), {})
    for name, stored in filled.stored.items():
        if own.get(name) == fingerprint(stored):
            filled.bases[name] = own[name]
