"""A plan as a JSON file: reading it, and finding what is wrong with it before anything is stored.

The file holds the header, the issuer's letterhead (optional), clauses as printed, cited documents,
sectors, units, offices, series of shared denominators, targets with their readings, tasks and
assignments. Rows point to each other by
reference, code or slug.
"""

import json
import unicodedata
from collections import Counter

from django.utils.translation import gettext as _

# Section of the file → what names one of its rows.
KEYS = {
    "clauses": "reference",
    "sectors": "slug",
    "units": "code",
    "denominator_series": "code",
    "targets": "code",
    "tasks": "code",
}
SECTIONS = ("plan", *KEYS, "cited_documents", "offices", "assignments")


def read(path):
    """Contents of the file as a dict; raises ValueError with a message for people."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(
            _("Không đọc được tệp %(path)s: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error
    except ValueError as error:
        raise ValueError(
            _("Tệp %(path)s không phải JSON hợp lệ: %(why)s.") % {"path": path, "why": error}
        ) from error
    lacking = [name for name in SECTIONS if name not in data] if isinstance(data, dict) else None
    if lacking is None or lacking:
        raise ValueError(
            _("Tệp %(path)s thiếu phần: %(parts)s.")
            % {"path": path, "parts": ", ".join(SECTIONS if lacking is None else lacking)}
        )
    return data


def problems(data):
    """Every fault of the file as a Vietnamese sentence; an empty list when it can be loaded."""
    try:
        return [
            *_not_composed(data),
            *_repeated(data),
            *_dangling(data),
            *_misquoted(data),
            *_misgoverned(data),
            *_overprovided(data),
        ]
    except KeyError as error:
        return [_("Có dòng thiếu mục “%(name)s”.") % {"name": error.args[0]}]


def _not_composed(data):
    if not unicodedata.is_normalized("NFC", json.dumps(data, ensure_ascii=False)):
        yield _("Tệp có chữ chưa ở dạng dựng sẵn (NFC).")


def _repeated(data):
    for section, key in KEYS.items():
        for name, times in Counter(row[key] for row in data[section]).items():
            if times > 1:
                yield _("Phần %(section)s: “%(name)s” lặp %(times)s lần.") % {
                    "section": section,
                    "name": name,
                    "times": times,
                }


def _links(data):
    """(what points, section pointed to, name pointed at) of every reference in the file."""
    for row in data["clauses"]:
        yield row["reference"], "clauses", row["parent"]
    for row in data["cited_documents"]:
        for citation in row["citations"]:
            yield row["number"] or row["title"], "clauses", citation["clause"]
    for row in data["offices"]:
        yield row["kind"], "units", row["unit"]
    for row in data["targets"]:
        yield row["code"], "sectors", row["sector"]
        yield row["code"], "targets", row["pair"]
        yield row["code"], "denominator_series", row["denominator_series"]
        for reading in row["readings"]:
            yield row["code"], "clauses", reading["clause"]
    for row in data["tasks"]:
        yield row["code"], "sectors", row["sector"]
        yield row["code"], "clauses", row["clause"]
    for row in data["assignments"]:
        what = _("phân công của %(unit)s") % {"unit": row["unit"]}
        yield what, "units", row["unit"]
        yield what, "targets", row["target"]
        yield what, "tasks", row["task"]


def _dangling(data):
    known = {section: {row[key] for row in data[section]} for section, key in KEYS.items()}
    for what, section, name in _links(data):
        if name is not None and name not in known[section]:
            yield _("%(what)s trỏ tới “%(name)s” không có trong phần %(section)s.") % {
                "what": what,
                "name": name,
                "section": section,
            }


def _quotes(data):
    """(whose, words, clause reference) of everything that claims to be printed in a clause."""
    for row in data["cited_documents"]:
        for citation in row["citations"]:
            yield row["number"] or row["title"], citation["quote"], citation["clause"]
    for row in data["targets"]:
        for reading in row["readings"]:
            yield row["code"], reading["quote"], reading["clause"]
    for row in data["tasks"]:
        yield row["code"], row["quote"], row["clause"]
        yield row["code"], row["cooperation_text"], row["clause"]
        for period in row["periods"]:
            yield row["code"], period["quote"], row["clause"]


def _misquoted(data):
    texts = {row["reference"]: row["text"] for row in data["clauses"]}
    for whose, words, reference in _quotes(data):
        if words not in texts.get(reference, words):
            yield _("%(whose)s: “%(words)s” không có nguyên văn tại %(reference)s.") % {
                "whose": whose,
                "words": words,
                "reference": reference,
            }
    for row in data["targets"]:
        for reading in row["readings"]:
            if reading["wording"] not in reading["quote"]:
                yield _("%(code)s: cụm từ “%(words)s” không nằm trong đoạn trích.") % {
                    "code": row["code"],
                    "words": reading["wording"],
                }


def _misgoverned(data):
    for row in data["targets"]:
        governing = sum(reading["is_governing"] for reading in row["readings"])
        if governing != 1:
            yield _("%(code)s phải có đúng một cách hiểu áp dụng, tệp có %(number)s.") % {
                "code": row["code"],
                "number": governing,
            }


def _overprovided(data):
    providers = Counter(
        row["target"] for row in data["assignments"] if row["target"] and row["provides"]
    )
    for code, times in providers.items():
        if times > 1:
            yield _("%(code)s có %(times)s đơn vị cung cấp số liệu, chỉ được một.") % {
                "code": code,
                "times": times,
            }
