"""What leaders asked in a year and what came of it, as passages of the consolidated report."""

from collections import Counter
from datetime import datetime

from django.db.models import Prefetch, Q
from django.utils import translation

from q3plan.lib.dates import as_day, day_text
from reports.directives.reading import about_words
from reports.models import Directive, DirectiveMessage, DirectiveStatus, DirectiveUnit, Paragraph
from reports.models.paragraph import Material

ANSWERED = DirectiveMessage.Kind.ANSWERED
# How each way to stand is told: the document speaks of leaders and units, not of screens.
STANDING = {
    DirectiveStatus.CLOSED: "đã thực hiện, kết thúc theo dõi",
    DirectiveStatus.ANSWERED: "đã trả lời",
    DirectiveStatus.WAITING: "chưa đến hạn trả lời",
    DirectiveStatus.OVERDUE: "quá hạn trả lời",
}


def read_directives(round, *, at: datetime) -> tuple[Directive, ...]:
    """Given in the round's year, or before it and still open when it began; two more queries."""
    year = round.year
    answers = DirectiveMessage.objects.filter(kind=ANSWERED).select_related("unit").order_by("pk")
    rows = Directive.objects.filter(plan=round.plan_id, created_at__lte=at).filter(
        Q(created_at__year=year)
        | Q(created_at__year__lt=year) & (Q(closed_at__isnull=True) | Q(closed_at__year__gte=year))
    )
    return tuple(
        rows.select_related("target", "task", "report__round", "report__unit")
        .prefetch_related(
            Prefetch("units", DirectiveUnit.objects.select_related("unit")),
            Prefetch("messages", answers, to_attr="answers"),
        )
        .order_by("created_at", "pk")
    )


def passages(round, directives, *, at):
    """A sentence on all of them, then one passage each; nothing where nobody asked anything."""
    if not directives:
        return
    section, on = Paragraph.Section.DIRECTIVES, as_day(at)
    yield Material("directives", section, _summary(round, directives, on))
    for row in directives:
        units = [asked.unit for asked in row.units.all()]
        subject = row.target or row.task
        with translation.override("vi"):
            heading = about_words(row)
        yield Material(
            f"directive:{row.pk}",
            section,
            _words(row, on),
            heading=heading,
            unit=units[0] if len(units) == 1 else None,
            item=subject.code if subject else "",
        )


def _summary(round, directives, on):
    counts = Counter(row.status_on(on) for row in directives)
    parts = [f"{counts[status]} {words}" for status, words in STANDING.items() if counts[status]]
    return (
        f"Năm {round.year} theo dõi {len(directives)} ý kiến chỉ đạo của lãnh đạo "
        f"{round.plan.issuer}: {', '.join(parts)}."
    )


def _words(row, on):
    lines = [f"{row.position} chỉ đạo ngày {day_text(as_day(row.created_at))}: {row.text}"]
    last = {answer.unit_id: answer for answer in row.answers}
    lines += [
        f"{answer.unit.name} trả lời ngày {day_text(as_day(answer.at))}: {answer.text}"
        for answer in last.values()
    ]
    status = row.status_on(on)
    silent = [asked.unit.name for asked in row.units.all() if not asked.answered_at]
    if status == DirectiveStatus.OVERDUE:
        due = day_text(row.due_on)
        lines.append(f"Quá hạn trả lời (hết ngày {due}): {', '.join(silent)}.")
    elif status == DirectiveStatus.WAITING:
        lines.append(f"Còn trong hạn trả lời đến hết ngày {day_text(row.due_on)}.")
    elif status == DirectiveStatus.CLOSED:
        lines.append(f"Kết thúc ngày {day_text(as_day(row.closed_at))}.")
    return "\n".join(lines)
