"""A decision about who answers: assignments closed and opened, and what open reports make of it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assignments.models import Assignment, Unit
from q3plan.lib import dates
from reports.models import Report, ReportEvent, TransitionRefused
from reports.review.providing import HELD_BY_REVIEWER, add_to_reports
from targets.models import Decision, Target, Task

Role = Assignment.Role


def reassign(
    subject: Target | Task,
    change: dict,
    units: dict[str, Unit],
    *,
    on: date,
    decision: Decision,
    by,
    at: datetime,
) -> list[str]:
    """From ``on`` the units of ``change`` answer; returns sentences about open reports.

    An assignment that stays as it was keeps its row. What a report of a round that is open already
    asks of the former unit stays there: one provider per target and year.
    """
    wanted = _wanted(subject, change, units)
    rows = Assignment.objects.select_for_update().filter(**_about(subject))
    for row in rows.overlapping(on, None):
        terms = wanted.get(row.unit_id)
        stays = row.valid_from < on and row.valid_to is None
        if stays and terms == (row.role, row.provides):
            del wanted[row.unit_id]
            continue
        if row.valid_from >= on:
            raise TransitionRefused(
                _("%(unit)s đã có phân công từ ngày %(day)s; chọn ngày áp dụng sau đó.")
                % {"unit": row.unit.name, "day": dates.day_text(row.valid_from)}
            )
        row.valid_to = on - dates.ONE_DAY
        row.save(update_fields=["valid_to"])
    by_id = {unit.pk: unit for unit in units.values()}
    opened = [
        _open(subject, by_id[unit], role, provides, on, decision)
        for unit, (role, provides) in wanted.items()
    ]
    return [
        sentence
        for row in opened
        if row.provides
        for sentence in _ask_in_open_reports(row, by=by, at=at)
    ]


def _about(subject):
    return {"target": subject} if isinstance(subject, Target) else {"task": subject}


def _wanted(subject, change, units):
    """Unit id → (role, whether it reports); of a task every lead writes its results."""
    provider, of_task = change.get("provider"), isinstance(subject, Task)
    found = {}
    for role, codes in ((Role.LEAD, change["lead"]), (Role.COOPERATE, change["cooperate"])):
        for code in codes:
            if code not in units:
                raise TransitionRefused(_("Không còn đơn vị mang mã %(code)s.") % {"code": code})
            reports = role == Role.LEAD if of_task else code == provider
            found[units[code].pk] = (role, reports)
    return found


def _open(subject, unit, role, provides, on, decision):
    if unit.valid_to is not None and unit.valid_to < on:
        raise TransitionRefused(
            _("%(unit)s không còn hoạt động từ ngày %(day)s.")
            % {"unit": unit.name, "day": dates.day_text(unit.valid_to)}
        )
    row = Assignment(
        unit=unit,
        role=role,
        provides=provides,
        valid_from=on,
        decision=decision,
        **_about(subject),
    )
    try:
        row.full_clean()
    except ValidationError as error:
        raise TransitionRefused(" ".join(error.messages)) from error
    row.save()
    return row


def _ask_in_open_reports(row, *, by, at):
    if row.target_id:
        return add_to_reports(row, by=by, at=at)
    running = row.task.plan.rounds.latest_opened(dates.as_day(at))
    if running is None or row.valid_from >= running.due_before:
        return [_("Nhiệm vụ có trong báo cáo của %(unit)s từ kỳ mở tới đây.") % {"unit": row.unit}]
    words = {"unit": row.unit.name, "year": running.year, "code": row.task.code}
    report = Report.objects.select_for_update().filter(round=running, unit=row.unit).first()
    if report is None or report.state in HELD_BY_REVIEWER:
        return [
            _("Báo cáo năm %(year)s của %(unit)s không đổi; có %(code)s từ kỳ mở tới đây.") % words
        ]
    if report.add_items([row]):
        kind = ReportEvent.Kind.ITEMS_ADDED
        report.record(kind, at=at, by=by, subject=str(row.task)[:250])
    return [_("Đã thêm %(code)s vào báo cáo năm %(year)s của %(unit)s.") % words]
