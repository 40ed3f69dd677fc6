"""Where tasks stand: the accepted ratings of their lead units, never a draft's."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, prefetch_related_objects

from assignments.models import Assignment, Unit
from reports.models import ReviewState, TaskUpdate
from targets.models import Task, TaskYardstick

Rating = TaskUpdate.Rating

# Most urgent first.
_ORDER = (
    Rating.OVERDUE,
    Rating.NOT_STARTED,
    Rating.STANDING_NO_RESULT,
    Rating.PROPOSE_CHANGE,
    Rating.IN_PROGRESS,
    Rating.DONE_LATE,
    Rating.DONE_ON_TIME,
    Rating.STANDING_WITH_RESULT,
    Rating.PERIOD_ENDED,
)
FEW = 4  # units that are still named one by one
_TROUBLED = frozenset(_ORDER[:4])


@dataclass(frozen=True)
class AcceptedRating:
    """What the review accepted from one unit in one year; the reviewer's own rating comes first."""

    unit: Unit
    year: int
    rating: Rating


@dataclass(frozen=True)
class RatingCount:
    """``rating`` None counts what has no accepted rating."""

    rating: Rating | None
    count: int


@dataclass(frozen=True)
class TaskStanding:
    """A task with its units on a day and the newest accepted rating of each unit.

    ``yardstick`` is what a higher level gave for the year shown, ``achieved`` what units reached;
    only the list of tasks asks for them.
    """

    task: Task
    leads: tuple[Unit, ...]
    cooperating: tuple[Unit, ...]
    ratings: tuple[AcceptedRating, ...]
    yardstick: TaskYardstick | None = None
    achieved: tuple = ()

    @property
    def worst(self) -> AcceptedRating | None:
        """The most urgent of the units' ratings; None while nothing was accepted."""
        return min(self.ratings, key=self._rank, default=None)

    @property
    def is_shared(self) -> bool:
        """Whether one lamp would hide that units are rated differently, or how many they are."""
        return len(self.tally) > 1 or len(self.ratings) > FEW

    @property
    def tally(self) -> tuple[RatingCount, ...]:
        """How many units have each rating, most urgent first."""
        counts = Counter(row.rating for row in self.ratings)
        return tuple(RatingCount(rating, counts[rating]) for rating in _ORDER if counts[rating])

    @property
    def years(self) -> str:
        """The years of the ratings: "2026" or "2026–2027"."""
        years = sorted({row.year for row in self.ratings})
        return f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))

    @property
    def is_troubled(self) -> bool:
        return bool(self.ratings) and self._rank(self.worst) < len(_TROUBLED)

    @property
    def urgency(self) -> tuple[int, int]:
        return (self._rank(self.worst) if self.ratings else len(_ORDER), self.task.order)

    def _rank(self, row):
        """Place in ``_ORDER``; not to have begun before the task's first year is no trouble."""
        if row.rating == Rating.NOT_STARTED:
            starts = self.task.terms_in(row.year).start_year
            if starts is not None and row.year < starts:
                return len(_ORDER) - 1
        return _ORDER.index(row.rating)


def visible_tasks(powers):
    """Tasks whose accepted ratings the person may see, by the same rule as targets.

    The two recipients and all leaders see the whole plan; a unit sees what it is assigned.
    """
    assigned = Assignment.objects.active(powers.on).filter(
        unit__in=powers.units, task__isnull=False
    )
    return Task.objects.filter(Q(plan__in=powers.sees_plans) | Q(pk__in=assigned.values("task")))


def task_standings(
    tasks: Iterable[Task], *, on: date, until: int | None = None
) -> list[TaskStanding]:
    """The standing of each task in plan order; three queries beside the tasks themselves.

    ``until`` leaves out what was rated in rounds of later years.
    """
    tasks = list(tasks)
    prefetch_related_objects(tasks, "versions")
    ids = [task.pk for task in tasks]
    assigned = Assignment.objects.active(on).filter(task__in=ids).select_related("unit")
    known = {} if until is None else {"report__round__year__lte": until}
    rated = (
        TaskUpdate.objects.filter(task__in=ids, review_state=ReviewState.ACCEPTED, **known)
        .exclude(Q(rating="") & Q(reviewer_rating=""))
        .select_related("report__unit", "report__round")
    )
    return standings_of_tasks(
        tasks, assigned.order_by("unit__order", "unit_id"), newest_ratings(rated)
    )


def standings_of_tasks(tasks, assigned, ratings) -> list[TaskStanding]:
    """The same from assignments with their units, in order, and ratings by task."""
    leads, cooperating = defaultdict(list), defaultdict(list)
    for row in assigned:
        side = leads if row.role == Assignment.Role.LEAD else cooperating
        side[row.task_id].append(row.unit)
    return [
        TaskStanding(
            task=task,
            leads=tuple(leads[task.pk]),
            cooperating=tuple(cooperating[task.pk]),
            ratings=ratings[task.pk],
        )
        for task in tasks
    ]


def newest_ratings(rated: Iterable[TaskUpdate]) -> dict[int, tuple[AcceptedRating, ...]]:
    """By task id the newest of each unit's accepted ratings, in the order of the units."""
    newest = defaultdict(dict)
    for row in sorted(rated, key=_by_unit_and_year):
        report = row.report
        newest[row.task_id][report.unit_id] = AcceptedRating(
            report.unit, report.round.year, Rating(row.reviewer_rating or row.rating)
        )
    return defaultdict(tuple, {pk: tuple(found.values()) for pk, found in newest.items()})


def _by_unit_and_year(row):
    return row.report.unit.order, row.report.unit_id, row.report.round.year


def rating_counts(rows: Iterable[TaskStanding]) -> tuple[RatingCount, ...]:
    """Tasks by their most urgent accepted rating; ratings that nobody has are left out."""
    counts = Counter(row.worst.rating if row.worst else None for row in rows)
    return tuple(
        RatingCount(rating, counts[rating]) for rating in (*_ORDER, None) if counts[rating]
    )
