"""What differs between two contents of consolidated reports: two frozen ones, or one and today.

Targets and tasks are matched by their codes and passages by their keys, so that reports of two
years of one plan can be held side by side too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from q3plan.lib.numbers import format_decimal
from reports.versions.compare import ChangedRow, Kind
from reports.versions.words import compare_words

# The place of a row and what follows from other cells are no statement of their own.
UNSAID = {"number", "name", "verdict", "notes"}


@dataclass(frozen=True)
class Changed:
    """One target, task, unit or passage with the rows that differ."""

    title: str
    kind: Kind
    rows: tuple[ChangedRow, ...]


@dataclass(frozen=True)
class Group:
    """One kind of content; ``same`` counts what reads alike in both."""

    key: str
    title: str
    items: tuple[Changed, ...]
    same: int


@dataclass(frozen=True)
class Differences:
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(len(item.rows) for group in self.groups for item in group.items)

    @property
    def changed(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.items)

    def group(self, key) -> Group:
        return next(group for group in self.groups if group.key == key)


def differences(old: Mapping, new: Mapping) -> Differences:
    """Figures and verdicts, ratings, reporting, passages and head, in this order."""
    return Differences(
        (
            _group(
                "figures", _("Số liệu và đánh giá chỉ tiêu"), _figures(old, new), _figures(new, old)
            ),
            _group("ratings", _("Kết quả nhiệm vụ, giải pháp"), _ratings(old), _ratings(new)),
            _group("board", _("Tình hình nộp báo cáo"), _board(old), _board(new)),
            _group("passages", _("Lời văn"), _passages(old), _passages(new)),
            _group("head", _("Thể thức"), _head(old), _head(new)),
        )
    )


def _group(key, title, before, after):
    """``before`` and ``after`` are thing → (its title, label → text)."""
    items, same = [], 0
    for name in {**after, **before}:
        item = _changed(before.get(name), after.get(name))
        if item.rows:
            items.append(item)
        else:
            same += 1
    return Group(key, title, tuple(items), same)


def _changed(old, new):
    kind = Kind.CHANGED if old and new else Kind.ADDED if new else Kind.REMOVED
    title = (new or old)[0]
    before, after = (old or ("", {}))[1], (new or ("", {}))[1]
    rows = [
        _row(label, before.get(label, ""), after.get(label, ""))
        for label in {**after, **before}
        if before.get(label, "") != after.get(label, "")
    ]
    return Changed(title, kind, tuple(rows))


def _row(label, old, new):
    kind = Kind.CHANGED if old and new else Kind.ADDED if new else Kind.REMOVED
    return ChangedRow(label, kind, *compare_words(old, new))


def _figures(content, other):
    """Cells as printed. A label names no year: the same column of two years is one question."""
    year, table = content["year"], content["table"]
    labels = {
        column["key"]: _without_year(column["heading"], year)
        for column in table["columns"]
        if column["key"] not in UNSAID
    }
    beside = {row["code"]: row["cells"] for row in _rows(other)}
    return {
        row["code"]: (
            f"{row['code']} {row['name']}",
            _of_target(row, labels, beside.get(row["code"], {})),
        )
        for row in _rows(content)
    }


def _rows(content):
    return [row for group in content["table"]["groups"] for row in group["rows"]]


def _without_year(heading, year):
    names = {year - 1: _("năm trước"), year: _("năm báo cáo"), year + 1: _("năm sau")}
    for known, name in names.items():
        heading = heading.replace(f"năm {known}", name).replace(str(known), name)
    return heading


def _of_target(row, labels, beside):
    found = {}
    for key, label in labels.items():
        found[label] = _text(row["cells"][key], beside.get(key))
    found[_("Mức phải đạt")] = row["yardstick"]
    found[_("Kết quả năm")] = row["result"]["label"]
    found[_("Tiến độ")] = row["pace"]["label"]
    found[_("Loại số liệu")] = row["vintage_label"]
    found[_("Ghi chú")] = "\n".join(row["notes"])
    return found


def _text(cell, other):
    """As printed; with all digits where a small correction would not be seen."""
    if other and cell["text"] == other["text"] and cell["value"] != other["value"]:
        return format_decimal(cell["value"])
    return cell["text"]


def _ratings(content):
    """One row for each unit; a rating of an earlier year says so."""
    year = content["year"]
    return {
        task["code"]: (
            f"{task['code']} {task['title']}",
            {
                one["unit"]: one["label"]
                if one["year"] == year
                else _("%(label)s (năm %(year)s)") % {"label": one["label"], "year": one["year"]}
                for one in task["ratings"]
            },
        )
        for task in content["tasks"]
    }


def _board(content):
    return {
        row["unit"]: (row["unit"], {_("Báo cáo"): row["label"]}) for row in content["board"]["rows"]
    }


def _passages(content):
    return {
        passage["key"]: (
            _passage_title(part, passage),
            {_("Nội dung"): "\n".join(passage["lines"])},
        )
        for part in content["parts"]
        for passage in part["passages"]
    }


def _passage_title(part, passage):
    return " · ".join(
        text for text in (part["heading"], passage["unit"], passage["heading"]) if text
    )


def _head(content):
    held = content["letterhead"]
    texts = {
        _("Số"): content["number"],
        _("Ngày ký"): content["dated_on"] or "",
        _("Trích yếu"): content["subject"],
        _("Kính gửi"): content["addressee"],
        _("Cơ quan chủ quản"): held["superior"],
        _("Cơ quan ban hành"): held["agency"],
        _("Ký hiệu"): held["symbol"],
        _("Địa danh"): held["place"],
        _("Quyền hạn người ký"): held["authority"],
        _("Chức vụ người ký"): held["signer_title"],
        _("Họ tên người ký"): held["signer_name"],
        _("Nơi nhận"): held["recipients"],
        _("Lưu"): held["archive"],
    }
    return {"head": (_("Số, ngày, nơi nhận, người ký"), texts)}
