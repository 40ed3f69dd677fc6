"""What happened to a series, newest first: decisions, amendments, breaks, corrections, flips."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from q3plan.lib import dates
from q3plan.lib.numbers import figure_text
from targets.progress import Vintage, YearResult, display_value


@dataclass(frozen=True)
class Flip:
    """A later vintage that changed the verdict of its year."""

    year: int
    before: YearResult
    after: YearResult
    on: date


@dataclass(frozen=True)
class Happening:
    """One line of the history of a series, newest first on screen."""

    on: date
    title: str
    text: str
    is_illustrative: bool = False


def annual_words(rule, annual) -> str:
    return figure_text(annual.value, rule.decimals, is_computed=False)


def series_history(rule, observations, annuals, flips, eras, target):
    found = [
        *_amended(target),
        *_broken(rule, target),
        *_decided(rule, annuals),
        *_corrected(rule, observations),
        *_added(rule, observations),
        *_flipped(flips),
    ]
    return tuple(sorted(found, key=lambda row: row.on, reverse=True))


def _amended(target):
    readings = {row.pk: row for row in target.readings.all()}
    spans = sorted(target.governing_spans.all(), key=lambda span: span.valid_from)
    for before, span in pairwise(spans):
        if span.decision is None:
            continue
        words = {
            "old": readings[before.reading_id].wording,
            "new": readings[span.reading_id].wording,
            "year": span.valid_from.year,
        }
        yield Happening(
            span.valid_from,
            _("Điều chỉnh chỉ tiêu: “%(old)s” → “%(new)s”") % words,
            _("%(decision)s; áp dụng từ kết quả năm %(year)s")
            % {"decision": f"{span.decision.number}, {span.decision.decided_by}", **words},
            span.decision.is_illustrative,
        )


def _broken(rule, target):
    for row in target.breaks.all():
        words = {"year": row.first_year, "before": row.first_year - 1}
        text = "; ".join(filter(None, [row.reason.rstrip("."), row.document]))
        if row.restated_value is not None:
            words["value"] = display_value(row.restated_value, rule)
            text += _("; số năm %(before)s tính lại: %(value)s") % words
        yield Happening(
            date(row.first_year, 1, 1),
            _("Đứt chuỗi số liệu từ năm %(year)s, không so với các năm trước") % words,
            text,
        )


def _decided(rule, annuals):
    for row in annuals:
        decision = row.decision
        words = {"value": annual_words(rule, row), "year": row.year}
        yield Happening(
            decision.decided_on,
            _("Giao chỉ tiêu năm %(year)s: %(value)s") % words,
            f"{decision.number}, {decision.decided_by}",
            decision.is_illustrative,
        )
        if row.replaced_on:
            title = _("Chỉ tiêu giao năm %(year)s (%(value)s) được thay") % words
            yield Happening(row.replaced_on, title, "", decision.is_illustrative)


def _corrected(rule, observations):
    """A value that was replaced, with the one of the same year and vintage that followed it."""
    for i, old in enumerate(observations):
        if old.replaced_at is None:
            continue
        same = [r for r in observations[i + 1 :] if (r.year, r.vintage) == (old.year, old.vintage)]
        words = {
            "vintage": Vintage(old.vintage).label,
            "year": old.year,
            "old": display_value(old.value, rule),
            "new": display_value(same[0].value if same else None, rule),
        }
        text = _("từ %(old)s thành %(new)s") % words
        if same and same[0].reason:
            text = _("%(text)s; đính chính, lý do: %(reason)s") % {
                "text": text,
                "reason": same[0].reason,
            }
        yield Happening(
            dates.as_day(old.replaced_at),
            _("Sửa số %(vintage)s năm %(year)s") % words,
            text,
            old.is_illustrative,
        )


def _added(rule, observations):
    """A preliminary value that came beside the estimate after the year was over."""
    for row in observations:
        if row.vintage != Vintage.PRELIMINARY or not row.reason:
            continue
        words = {"value": display_value(row.value, rule), "year": row.year, "reason": row.reason}
        yield Happening(
            dates.as_day(row.accepted_at),
            _("Thêm số sơ bộ năm %(year)s: %(value)s") % words,
            _("đính chính sau khi năm kết thúc, lý do: %(reason)s") % words,
            row.is_illustrative,
        )


def _flipped(flips):
    for flip in flips:
        words = {
            "year": flip.year,
            "before": flip.before.label,
            "after": flip.after.label,
            "old": flip.before.vintage.label,
            "new": flip.after.vintage.label,
        }
        yield Happening(
            flip.on,
            _("Kết quả năm %(year)s thay đổi: %(before)s → %(after)s") % words,
            _("khi có số %(new)s thay cho số %(old)s") % words,
        )
