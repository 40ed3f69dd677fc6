"""Which unit brings a target's figure: the dated change, and what follows from it."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assignments.models import Assignment
from q3plan.lib import dates
from reports.models import Report, ReportEvent, TargetEntry

HELD_BY_REVIEWER = {Report.State.SUBMITTED, Report.State.ACCEPTED}


class ProviderRefused(Exception):
    """The change does not fit the dates that are recorded; ``field`` names the form's field."""

    def __init__(self, field, message):
        super().__init__(message)
        self.field = field
        self.message = message


def current_provider(target, *, on):
    """The assignment that provides the target's figure on a day, or None."""
    rows = Assignment.objects.active(on).providing().filter(target=target)
    return rows.select_related("unit", "decision").first()


@transaction.atomic
def set_provider(target, unit, *, valid_from, document, note, by, at):
    """Make ``unit`` provide the figure from a day on; its report gets the item where it can.

    Returns the sentences that tell what happened. The unit that provided before stops the day
    before; if it leads the target, it goes on leading.
    """
    words = _("Văn bản: %(document)s.") % {"document": document}
    reference = {
        "decision": target.plan.decisions.filter(number=document).first(),
        "note": f"{words} {note}".strip(),
    }
    from_then = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
    rows = Assignment.objects.select_for_update().filter(from_then, target=target)
    for row in rows.filter(provides=True).exclude(unit=unit):
        _stop_providing(row, valid_from)
    own = list(rows.filter(unit=unit).order_by("valid_from"))
    assignment = _start_providing(target, unit, own, valid_from, reference)
    return add_to_reports(assignment, by=by, at=at)


def _stop_providing(row, valid_from):
    if row.valid_from >= valid_from:
        raise ProviderRefused(
            "valid_from",
            _("%(unit)s cung cấp số liệu từ ngày %(day)s; chọn một ngày sau đó.")
            % {"unit": row.unit.name, "day": dates.day_text(row.valid_from)},
        )
    until, row.valid_to = row.valid_to, valid_from - dates.ONE_DAY
    row.save(update_fields=["valid_to"])
    if row.role == Assignment.Role.LEAD:
        Assignment.objects.create(
            unit=row.unit,
            target=row.target,
            role=row.role,
            provides=False,
            valid_from=valid_from,
            valid_to=until,
            decision=row.decision,
            note=row.note,
        )


def _start_providing(target, unit, own, valid_from, reference):
    role = Assignment.Role.COOPERATE
    for row in own:
        if row.provides:
            raise ProviderRefused(
                "unit", _("%(unit)s đang cung cấp số liệu này.") % {"unit": unit.name}
            )
        if row.valid_from > valid_from:
            raise ProviderRefused(
                "valid_from",
                _("%(unit)s được phân công chỉ tiêu này từ ngày %(day)s; chọn từ ngày đó trở đi.")
                % {"unit": unit.name, "day": dates.day_text(row.valid_from)},
            )
        if row.valid_from == valid_from:
            row.provides, row.decision, row.note = True, reference["decision"], reference["note"]
            row.save(update_fields=["provides", "decision", "note"])
            return row
        role = row.role
        row.valid_to = valid_from - dates.ONE_DAY
        row.save(update_fields=["valid_to"])
    return Assignment.objects.create(
        unit=unit, target=target, role=role, provides=True, valid_from=valid_from, **reference
    )


def add_to_reports(assignment, *, by, at):
    """The item joins the unit's report of the running round unless that report is out of reach.

    A report of another unit that already asks for the figure keeps it for its round: one provider
    per target and year.
    """
    target, unit = assignment.target, assignment.unit
    running = target.plan.rounds.latest_opened(dates.as_day(at))
    if running is None:
        return [_("Mục này sẽ có trong báo cáo của đơn vị từ kỳ được mở tới đây.")]
    said = []
    rounds = target.plan.rounds.filter(year__gte=running.year).order_by("year")
    for row in rounds:
        said.append(_add_to_report(row, target, unit, assignment, by=by, at=at))
    return said


def _add_to_report(row, target, unit, assignment, *, by, at):
    words = {"year": row.year, "unit": unit.name, "code": target.code}
    if assignment.valid_from >= row.due_before:
        return _("Báo cáo năm %(year)s không đổi: hạn nộp trước ngày bắt đầu.") % words
    whole = TargetEntry.objects.filter(
        report__round=row, target=target, scope=TargetEntry.Scope.WHOLE
    )
    held = whole.exclude(report__unit=unit).select_related("report__unit").first()
    if held:
        words["other"] = held.report.unit.name
        return (
            _("Báo cáo năm %(year)s: %(other)s đã được yêu cầu số liệu này nên vẫn báo cáo.")
            % words
        )
    report = Report.objects.select_for_update().filter(round=row, unit=unit).first()
    if report is None:
        return _("Năm %(year)s: %(unit)s không có báo cáo trong kỳ này.") % words
    if report.state in HELD_BY_REVIEWER:
        return _("Báo cáo năm %(year)s của %(unit)s đã gửi nên không thêm %(code)s.") % words
    if report.add_items([assignment]):
        report.record(
            ReportEvent.Kind.ITEMS_ADDED,
            at=at,
            by=by,
            subject=str(target)[:250],
            text=assignment.note,
        )
    return _("Đã thêm %(code)s vào báo cáo năm %(year)s của %(unit)s.") % words
