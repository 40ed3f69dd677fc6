"""What a leader may ask about, and what the form then already knows."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from assignments.models import Assignment, Unit
from assignments.permissions import visible_targets, visible_units
from reports.models import Report
from targets.models import Plan, Sector, Task


@dataclass(frozen=True)
class Subject:
    """One thing to ask about. ``about`` are the fields of the directive that name it.

    ``leads`` are asked unless the leader says otherwise, ``others`` cooperate. ``sectors`` are
    those in which a vice-chair may ask about it; none for the chair. ``address`` is worked out
    where it is printed: by then the page is one of ``plan``.
    """

    plan: Plan
    about: dict
    title: str
    address: str
    words: str
    leads: tuple[Unit, ...]
    others: tuple[Unit, ...] = ()
    sectors: tuple[Sector, ...] = ()


def subject_of(powers, text) -> Subject:
    """What ``text`` of an address names: "chi-tieu-12", "nhiem-vu-3", "don-vi-7", "bao-cao-9".

    404 for what the person may not see, 403 for another leader's.
    """
    if not powers.leads:
        raise PermissionDenied
    name, _dash, number = text.rpartition("-")
    find = FINDERS.get(name)
    if find is None or not number.isdecimal() or len(number) > 9:
        raise Http404
    return find(powers, int(number))


def _target(powers, pk):
    targets = visible_targets(powers).select_related("plan", "sector")
    target = get_object_or_404(targets, pk=pk)
    leads, others = _assigned(powers, target=target)
    return Subject(
        plan=target.plan,
        about={"target": target},
        title=str(target),
        address=reverse_lazy("target_detail", args=[target.slug]),
        words=_(
            "Đề nghị báo cáo kết quả thực hiện đến nay, nguyên nhân và giải pháp để đạt chỉ tiêu."
        ),
        leads=leads,
        others=others,
        sectors=_sectors(powers, target.plan_id, of=target.sector),
    )


def _task(powers, pk):
    tasks = Task.objects.filter(plan__in=powers.sees_plans).select_related("plan", "sector")
    task = get_object_or_404(tasks, pk=pk)
    leads, others = _assigned(powers, task=task)
    return Subject(
        plan=task.plan,
        about={"task": task},
        title=str(task),
        address=format_lazy("{}#{}", reverse_lazy("plan_detail"), task.code),
        words=_(
            "Đề nghị báo cáo tiến độ thực hiện nhiệm vụ, khó khăn, vướng mắc và thời gian "
            "hoàn thành."
        ),
        leads=leads,
        others=others,
        sectors=_sectors(powers, task.plan_id, of=task.sector),
    )


def _unit(powers, pk):
    unit = get_object_or_404(visible_units(powers).existing(powers.on), pk=pk)
    plan = Plan.objects.filter(pk__in=powers.chairs | powers.led_in_part).current()
    return Subject(
        plan=plan,
        about={},
        title=unit.name,
        address=reverse_lazy("unit_detail", args=[unit.code]),
        words=_(
            "Đề nghị báo cáo tình hình thực hiện nhiệm vụ được giao theo Kế hoạch và khó khăn "
            "cần tháo gỡ."
        ),
        leads=(unit,),
        sectors=_sectors(powers, plan.pk),
    )


def _report(powers, pk):
    reports = Report.objects.visible_to(powers).select_related("round__plan", "unit")
    report = get_object_or_404(reports, pk=pk)
    year, unit = report.round.year, report.unit
    return Subject(
        plan=report.round.plan,
        about={"report": report},
        title=_("Báo cáo năm %(year)s – %(unit)s") % {"year": year, "unit": unit.name},
        address=reverse_lazy("report_detail", kwargs={"year": year, "unit": unit.code}),
        words=_("Đề nghị làm rõ nội dung báo cáo năm %(year)s.") % {"year": year},
        leads=(report.owner_on(powers.on),),
        sectors=_sectors(powers, report.round.plan_id),
    )


FINDERS = {"chi-tieu": _target, "nhiem-vu": _task, "don-vi": _unit, "bao-cao": _report}


def _sectors(powers, plan_id, *, of=None):
    """The sectors to ask in: the thing's own where it has one; 403 where it is not one's own."""
    if plan_id in powers.chairs:
        return ()
    if plan_id not in powers.led_in_part or (of and of.pk not in powers.sectors):
        raise PermissionDenied
    if of:
        return (of,)
    return tuple(Sector.objects.filter(plan=plan_id, pk__in=powers.sectors).order_by("order"))


def _assigned(powers, **thing):
    """(leading, cooperating) units that can be asked today, in the plan's order."""
    rows = Assignment.objects.active(powers.on).filter(**thing).select_related("unit")
    rows = rows.filter(unit__in=Unit.objects.reporting().existing(powers.on))
    leads, others = [], []
    for row in sorted(rows, key=lambda row: (row.unit.order, row.unit.code)):
        (leads if row.role == Assignment.Role.LEAD else others).append(row.unit)
    return tuple(leads), tuple(unit for unit in others if unit not in leads)
