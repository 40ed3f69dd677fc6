"""What a higher level gives for a task in a year, by its document: entered, replaced, told."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.models import Assignment
from q3plan.lib.dates import as_day, day_text
from reports.annual.announcing import received_page
from reports.annual.deciding import Refused
from reports.models import NoticeKind, ReviewState, TaskUpdate
from reports.notices.telling import people_of, tell
from targets.models import Decision, Plan, Task, TaskYardstick
from targets.progress import YearStatus


@dataclass(frozen=True)
class Achieved:
    """What a unit's accepted report says of a year's yardstick."""

    unit: str
    text: str
    verdict: YearStatus | None


@dataclass(frozen=True)
class TaskLine:
    """A task with the yardstick of a year, the ones it replaced and the accepted results."""

    task: Task
    yardstick: TaskYardstick | None
    replaced: tuple[TaskYardstick, ...] = ()
    achieved: tuple[Achieved, ...] = ()


def read_lines(plan: Plan, year: int) -> list[TaskLine]:
    """Every counted task in plan order: three queries."""
    held, replaced = {}, defaultdict(list)
    rows = TaskYardstick.objects.filter(task__plan=plan, year=year).select_related("decision")
    for row in rows.order_by("pk"):
        if row.replaced_on is None:
            held[row.task_id] = row
        else:
            replaced[row.task_id].append(row)
    results = achieved_in(held, year)
    return [
        TaskLine(task, held.get(task.pk), tuple(replaced[task.pk]), results.get(task.pk, ()))
        for task in Task.objects.filter(plan=plan).counted().order_by("order")
    ]


def with_yardsticks(standings, year) -> list:
    """Task standings with what a higher level gave for ``year`` and what was reached."""
    ids = [row.task.pk for row in standings]
    held = {row.task_id: row for row in TaskYardstick.objects.in_force(year).filter(task__in=ids)}
    if not held:
        return standings
    results = achieved_in(held, year)
    return [
        replace(row, yardstick=held[row.task.pk], achieved=results.get(row.task.pk, ()))
        if row.task.pk in held
        else row
        for row in standings
    ]


def achieved_in(held, year) -> dict[int, tuple[Achieved, ...]]:
    """Accepted results against the yardsticks of a year (``held`` by task id), by task id."""
    updates = TaskUpdate.objects.filter(
        task__in=held,
        report__round__year=year,
        review_state=ReviewState.ACCEPTED,
        achieved__isnull=False,
    ).select_related("report__unit")
    found = defaultdict(tuple)
    for row in updates.order_by("report__unit__order", "report__unit_id"):
        yardstick = held[row.task_id]
        found[row.task_id] += (
            Achieved(
                row.report.unit.short_name,
                yardstick.number(row.achieved),
                yardstick.verdict(row.achieved),
            ),
        )
    return found


@transaction.atomic
def give_yardstick(task: Task, year: int, *, words: dict, decision: Decision, at) -> TaskYardstick:
    """Set the year's value of a task; the one before stays on record. Raises ``Refused``.

    ``words`` are name, unit_of_measure, direction and value. The task's lead units are told.
    """
    Plan.objects.select_for_update(no_key=True).get(pk=task.plan_id)
    held = TaskYardstick.objects.in_force(year).filter(task=task).first()
    if held is not None:
        if held.decision_id == decision.pk:
            raise Refused(
                _("Mức đang áp dụng đã theo văn bản này; thay đổi cần văn bản mới."), "number"
            )
        if decision.decided_on < held.decision.decided_on:
            words_of = {
                "number": held.decision.number,
                "day": day_text(held.decision.decided_on),
            }
            raise Refused(
                _(
                    "Đang áp dụng văn bản %(number)s ngày %(day)s; văn bản thay thế không thể "
                    "có ngày trước đó."
                )
                % words_of
            )
        held.replaced_on = decision.decided_on
        held.save(update_fields=["replaced_on"])
    made = TaskYardstick.objects.create(task=task, year=year, decision=decision, **words)
    _announce(made, at=at)
    return made


def _announce(row, *, at):
    on, task = as_day(at), row.task
    leads = Assignment.objects.active(on).leading().filter(task=task).select_related("unit")
    words = {"code": task.code, "year": row.year, "name": row.name, "value": row.words}
    words |= {"number": row.decision.number, "by": row.decision.decided_by}
    for lead in leads.order_by("unit__order", "unit_id"):
        tell(
            people_of(lead.unit, on),
            NoticeKind.ANNUAL_TARGETS,
            f"yardstick:{row.pk}:{lead.unit_id}",
            title=_("Mức cấp trên giao năm %(year)s cho nhiệm vụ %(code)s") % words,
            text=_("%(name)s: %(value)s, theo %(number)s của %(by)s.") % words,
            link=received_page(task.plan, row.year),
            plan=task.plan,
            at=at,
        )


def yardsticks_of_units(plan, year, units, *, on) -> list[TaskYardstick]:
    """What a higher level gave for the tasks that these units (ids) lead."""
    led = Assignment.objects.active(on).leading().filter(unit__in=units)
    rows = TaskYardstick.objects.in_force(year).filter(task__plan=plan)
    rows = rows.filter(task__in=led.filter(task__isnull=False).values("task"))
    return list(rows.select_related("task", "decision").order_by("task__order"))
