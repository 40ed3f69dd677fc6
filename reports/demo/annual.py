"""Annual targets in the demonstration: the City's values, receipts of units, drafts for 2028."""

from datetime import date
from decimal import Decimal

from reports.annual.announcing import led_by
from reports.demo import data
from reports.models import Acknowledgement, AnnualDraft
from targets.models import AnnualTarget, Decision, Target, Task, TaskYardstick


def lay(plan, *, until=date.max):
    """What the City gave for tasks; it is there before the reports of its year are written."""
    tasks = {task.code: task for task in Task.objects.filter(plan=plan)}
    for row in data.read("annual")["yardsticks"]:
        decided_on = date.fromisoformat(row["decided_on"])
        if decided_on > until:
            continue
        decision = Decision.objects.create(
            plan=plan,
            number=row["number"],
            decided_on=decided_on,
            decided_by=row["decided_by"],
            text=f"Giao kế hoạch vốn đầu tư công năm {row['year']} (văn bản minh họa).",
            is_illustrative=True,
        )
        given = {name: row[name] for name in ("year", "name", "unit_of_measure", "direction")}
        TaskYardstick.objects.create(
            task=tasks[row["task"]], value=Decimal(row["value"]), decision=decision, **given
        )


def write_achieved(update, year):
    """What the unit reached against the City's value, into its update, unsaved."""
    for row in data.read("annual")["yardsticks"]:
        if (row["task"], row["year"]) == (update.task.code, year):
            update.achieved = Decimal(row["achieved"])


def tell(plan, cast):
    """Units took note of what they were given, but for one; the office begins the next year."""
    book = data.read("annual")
    for year, moment in book["acknowledged"].items():
        at = data.moment(int(year), moment)
        rows = AnnualTarget.objects.filter(target__plan=plan, year=int(year))
        answering = led_by(rows.values_list("target", flat=True), at.date())
        Acknowledgement.objects.bulk_create(
            Acknowledgement(annual_target=row, unit=unit, at=at, by=cast.heads[unit.code])
            for row in rows
            for unit in answering[row.target_id]
            if unit.code not in book["slow"].get(year, ())
        )
    _draft(plan, cast, book["drafts"])


def _draft(plan, cast, drafts):
    targets = {target.code: target for target in Target.objects.filter(plan=plan)}
    AnnualDraft.objects.bulk_create(
        AnnualDraft(
            target=targets[code],
            year=drafts["year"],
            value=Decimal(value),
            note=note,
            updated_at=data.moment(drafts["year"] - 1, drafts["at"]),
            updated_by=cast.officers[drafts["by"]],
        )
        for code, (value, note) in drafts["values"].items()
    )
