"""Which targets the wards are asked for in a round: marking one, and taking the mark back."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assignments.models import Unit
from reports.models import Figure, Report, TargetEntry, TransitionRefused, WardBreakdown
from targets.models import Target

# Those that DESIGN's first users asked for; any other that can be summed may be marked too.
SUGGESTED = ("CT-08", "CT-09", "CT-10")


def why_not(target) -> str:
    """Why the wards' numbers of a target cannot be summed; "" when they can."""
    if target.formula == Target.Formula.GROWTH:
        return _("Tốc độ tăng của quận không cộng được từ các phường.")
    if target.formula == Target.Formula.NONE:
        return _("Chỉ tiêu này không có tử số, mẫu số để cộng.")
    if not target.terms_required:
        return _("Số liệu điều tra, không buộc có tử số và mẫu số.")
    return ""


def _ward_reports(round):
    """The wards' reports, locked, so that none is sent while it is being asked."""
    rows = Report.objects.select_for_update(of=("self",)).filter(
        round=round, unit__kind=Unit.Kind.WARD
    )
    return list(rows.select_related("round", "unit").order_by("unit__order", "pk"))


@transaction.atomic
def mark(round, target, *, by, at) -> tuple[list, list]:
    """Ask every ward that still writes for its part: ``(reports asked now, reports not asked)``."""
    if problem := why_not(target):
        raise TransitionRefused(problem)
    reports = _ward_reports(round)
    _row, asked = WardBreakdown.mark(round, target, by=by, at=at)
    have = set(_parts(round, target).values_list("report_id", flat=True))
    return asked, [report for report in reports if report.pk not in have]


@transaction.atomic
def unmark(round, target, *, by, at) -> int:
    """Ask no more: possible while no ward has typed anything. Returns how many were asked."""
    _ward_reports(round)
    parts = _parts(round, target)
    if has_words(parts):
        raise TransitionRefused(
            _("Đã có phường nhập số liệu nên không bỏ được; số đã nhập phải được giữ.")
        )
    asked = list(parts.select_related("report", "target"))
    for part in asked:
        part.report.record("ITEMS_REMOVED", at=at, by=by, subject=str(part)[:250])
    parts.delete()
    WardBreakdown.objects.filter(round=round, target=target).delete()
    return len(asked)


def _parts(round, target):
    return TargetEntry.objects.filter(
        report__round=round, target=target, scope=TargetEntry.Scope.WARD
    )


def has_words(parts: Iterable) -> bool:
    """Whether anything stands in some wards' parts: a number, a word, a file, something unread."""
    typed = Q(numerator__isnull=False) | Q(denominator__isnull=False) | Q(value__isnull=False)
    if Figure.objects.filter(typed, entry__in=parts).exists():
        return True
    return parts.filter(
        ~Q(source="") | ~Q(explanation="") | ~Q(unparsed={}) | Q(evidence__isnull=False)
    ).exists()
