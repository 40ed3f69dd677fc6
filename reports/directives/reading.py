"""Directives as pages show them: lists without a query for each, one with its thread."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Prefetch, Q, Value, When
from django.utils.translation import gettext as _

from reports.models import Directive, DirectiveMessage, DirectiveStatus, DirectiveUnit

Kind = DirectiveMessage.Kind
RELATED = ("plan", "sector", "target", "task", "report__unit", "report__round", "created_by")
# What waits longest for somebody stands first.
_RANK = {"OVERDUE": 0, "WAITING": 1, "ANSWERED": 2, "CLOSED": 3}


def about_words(directive) -> str:
    """ "CT-06 Tỷ lệ …", "Báo cáo năm 2027 – Phòng Y tế"; whose work for a unit's."""
    if directive.report:
        words = {"year": directive.report.round.year, "unit": directive.report.unit.name}
        return _("Báo cáo năm %(year)s – %(unit)s") % words
    subject = directive.target or directive.task
    if subject:
        return str(subject)
    units = ", ".join(row.unit.short_name for row in directive.units.all())
    return _("Công việc của %(units)s") % {"units": units}


def with_parts(rows, *, on):
    """``rows`` with status, related things and units; two queries, the urgent first."""
    rank = Case(
        *(When(status=status, then=Value(place)) for status, place in _RANK.items()),
        output_field=IntegerField(),
    )
    return (
        rows.with_status(on=on)
        .annotate(rank=rank)
        .select_related(*RELATED)
        .prefetch_related(Prefetch("units", DirectiveUnit.objects.select_related("unit")))
        .order_by("rank", "due_on", "pk")
    )


@dataclass(frozen=True)
class Line:
    """One directive in a list."""

    directive: Directive
    status: DirectiveStatus

    @property
    def unanswered(self):
        """Units that still owe an answer."""
        return [row.unit for row in self.directive.units.all() if not row.answered_at]

    @property
    def units(self):
        return [row.unit for row in self.directive.units.all()]


def lines_of(rows, *, on) -> list[Line]:
    return [Line(row, DirectiveStatus(row.status)) for row in with_parts(rows, on=on)]


@dataclass(frozen=True)
class Step:
    """One word of the thread; ``tone`` colours its mark, ``files`` came with it."""

    message: DirectiveMessage
    files: tuple

    @property
    def title(self):
        return self.message.get_kind_display()

    @property
    def tone(self):
        return TONES.get(self.message.kind, "")


TONES = {Kind.ANSWERED: "green", Kind.ASKED_AGAIN: "red", Kind.REOPENED: "red"}


def thread_of(directive) -> list[Step]:
    """Oldest first; two queries."""
    rows = directive.messages.select_related("by", "unit").prefetch_related("files")
    return [Step(row, tuple(row.files.all())) for row in rows.order_by("pk")]


def answers_to_quote(report, *, since, until):
    """What the unit of a report, or one that took it over, answered in a span of moments.

    Oldest first; one query.
    """
    of_unit = Q(unit=report.unit_id) | Q(unit__in=report.handovers.values("unit"))
    return (
        DirectiveMessage.objects.filter(of_unit, kind=Kind.ANSWERED, at__gte=since, at__lt=until)
        .select_related("directive__target", "directive__task")
        .order_by("pk")
    )
