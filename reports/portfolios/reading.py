"""Every post of a plan with who holds it, who held it, and the days nobody does."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assignments.models import Portfolio
from q3plan.lib.dates import ONE_DAY
from targets.models import Plan, Sector

CHAIR = "phu-trach-chung"


@dataclass(frozen=True)
class Post:
    """A sector, or the chair's whole plan (``sector`` None); ``rows`` newest first."""

    plan: Plan
    sector: Sector | None
    rows: tuple[Portfolio, ...]
    on: date

    @property
    def slug(self):
        return self.sector.slug if self.sector else CHAIR

    @property
    def name(self):
        return self.sector.name if self.sector else _("Phụ trách chung (Chủ tịch)")

    def _in_force(self, day):
        return [
            row
            for row in self.rows
            if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
        ]

    @property
    def holder(self) -> Portfolio | None:
        """Who holds it today in their own right."""
        return next((row for row in self._in_force(self.on) if not row.substitutes_for_id), None)

    @property
    def substitutes(self) -> list[Portfolio]:
        """Who stands in now or will."""
        return [row for row in self.rows if row.substitutes_for_id and row.valid_to >= self.on]

    @property
    def next_holder(self) -> Portfolio | None:
        coming = [r for r in self.rows if r.valid_from > self.on and not r.substitutes_for_id]
        return min(coming, key=lambda row: row.valid_from, default=None)

    @property
    def past(self) -> list[Portfolio]:
        return [row for row in self.rows if row.valid_to and row.valid_to < self.on]

    @property
    def free_from(self) -> date | None:
        """The first day from today on that nobody holds it; None when there is no such day."""
        day = self.on
        while True:
            ends = [row.valid_to for row in self._in_force(day) if not row.substitutes_for_id]
            if not ends:
                return day
            if None in ends:
                return None
            day = max(ends) + ONE_DAY


def posts_of(plan, *, on) -> list[Post]:
    """The chair's post and every sector's, in the plan's order; two queries."""
    sectors = list(plan.sectors.order_by("order"))
    rows = list(
        Portfolio.objects.filter(plan=plan)
        .select_related("user", "substitutes_for")
        .order_by("-valid_from", "-pk")
    )
    return [
        Post(
            plan,
            sector,
            tuple(row for row in rows if row.sector_id == (sector.pk if sector else None)),
            on,
        )
        for sector in (None, *sectors)
    ]
