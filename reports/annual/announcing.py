"""Telling lead units what they were given for a year."""

from collections import defaultdict

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assignments.models import Assignment, Unit
from assignments.shown_plan import plan_address
from q3plan.lib.dates import as_day, day_text
from q3plan.lib.numbers import figure_text
from reports.annual.unnoted import announcing_key
from reports.models import NoticeKind
from reports.notices.telling import people_of, tell


def led_by(targets, on) -> dict[int, list[Unit]]:
    """The units that answer for each target on a day: its leads and who brings the figure."""
    rows = Assignment.objects.active(on).filter(target__in=targets)
    rows = rows.filter(Q(role=Assignment.Role.LEAD) | Q(provides=True))
    found = defaultdict(list)
    for row in rows.select_related("unit").order_by("unit__order", "unit_id"):
        if row.unit not in found[row.target_id]:
            found[row.target_id].append(row.unit)
    return found


def announce(plan, year, made, decision, *, at):
    """One notice per person of each unit, with every value that the unit answers for."""
    on = as_day(at)
    by_unit = defaultdict(list)
    answering = led_by([row.target_id for row in made], on)
    for row in made:
        for unit in answering[row.target_id]:
            by_unit[unit].append(row)
    words = {"year": year, "number": decision.number, "day": day_text(decision.decided_on)}
    for unit in sorted(by_unit, key=lambda unit: (unit.order, unit.pk)):
        rows = by_unit[unit]
        tell(
            people_of(unit, on),
            NoticeKind.ANNUAL_TARGETS,
            announcing_key(rows, unit),
            title=_("Chỉ tiêu giao năm %(year)s theo %(number)s") % words,
            text=_text(rows, unit, words),
            link=received_page(plan, year),
            plan=plan,
            at=at,
        )


def _text(rows, unit, words):
    lines = [
        _("Quyết định %(number)s ngày %(day)s giao %(unit)s chỉ tiêu năm %(year)s:")
        % {**words, "unit": unit.name}
    ]
    lines += [f"- {row.target.code} {row.target.name}: {value_words(row)}" for row in rows]
    asked = _("Đề nghị đơn vị xem và xác nhận đã nhận.")
    return "\n".join(lines) + f"\n\n{asked}"


def received_page(plan, year) -> str:
    """The unit's page about this plan, from wherever it is told."""
    return plan_address(plan.slug, reverse("annual_received", args=[year]))


def value_words(row) -> str:
    """ "39 giường/10.000 dân", "88%"."""
    target = row.target
    shown = figure_text(row.value, target.decimals, is_computed=False)
    gap = "" if target.unit_of_measure.startswith("%") else " "
    return f"{shown}{gap}{target.unit_of_measure}"
