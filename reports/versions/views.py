"""Two sendings of a report side by side."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.entry.access import visible_report
from reports.models import Submission
from reports.review.way_back import way_back

from .behalf import OnBehalf, on_behalf_of
from .compare import compare


@dataclass(frozen=True)
class Version:
    """The ``number``-th sending of one report, counted from 1."""

    number: int
    submission: Submission

    @property
    def on_behalf(self) -> OnBehalf | None:
        return on_behalf_of(self.submission)


@require_safe
def report_compare(request, year, unit):
    """``?tu=1&den=2``: the first and second sending; without them the last two."""
    report = visible_report(request, year, unit)
    rows = report.submissions.select_related("submitted_by").order_by("sequence")
    versions = [Version(number, row) for number, row in enumerate(rows, 1)]
    old, new, problem = _chosen(request.GET, versions)
    context = {
        "report": report,
        "back": way_back(request, report),
        "versions": versions,
        "old": old,
        "new": new,
        "problem": problem,
        "comparison": compare(old.submission.content, new.submission.content) if old else None,
    }
    return render(request, "versions/report_compare.html", context)


def _chosen(given, versions):
    """``(old, new, problem)``; numbers that name no sending fall back to the last two."""
    if len(versions) < 2:
        return None, None, ""
    last_two = (versions[-2], versions[-1])
    if "tu" not in given and "den" not in given:
        return *last_two, ""
    by_number = {str(version.number): version for version in versions}
    old = by_number.get(given.get("tu", "").strip())
    new = by_number.get(given.get("den", "").strip())
    if old is None or new is None:
        words = {"count": len(versions)}
        return *last_two, _("Báo cáo này có %(count)s lần gửi; đang so sánh hai lần cuối.") % words
    if old == new:
        return *last_two, _("Chọn hai lần gửi khác nhau; đang so sánh hai lần cuối.")
    return (old, new, "") if old.number < new.number else (new, old, "")
