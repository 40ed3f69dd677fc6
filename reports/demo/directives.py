"""What the leaders of the demonstration ask, and what the units answered."""

from datetime import date, datetime

from assignments.models import Portfolio, Unit
from q3plan.accounts.models import User
from q3plan.lib.dates import LOCAL
from reports.demo import data
from reports.models import Directive
from targets.models import Target, Task


def tell(plan, cast):
    """Directives and answers in the order of time, each by the step that people take."""
    for row in data.read("directives")["directives"]:
        directive = _give(plan, row)
        for answer in row.get("answers", ()):
            directive.answer(
                Unit.objects.get(code=answer["unit"]),
                by=cast.reporters[answer["unit"]],
                at=_moment(answer["at"]),
                text=answer["text"],
            )


def _give(plan, row):
    by = User.objects.get(email=data.address(row["by"]))
    held = Portfolio.objects.get(plan=plan, user=by)
    codes = row["units"]
    return Directive.give(
        plan=plan,
        sector=held.sector,
        target=Target.objects.get(plan=plan, code=row["target"]) if "target" in row else None,
        task=Task.objects.get(plan=plan, code=row["task"]) if "task" in row else None,
        text=row["text"],
        due_on=date.fromisoformat(row["due_on"]),
        position=str(held.get_position_display()),
        units=list(Unit.objects.filter(code__in=codes)),
        by=by,
        at=_moment(row["at"]),
    )


def _moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL)
