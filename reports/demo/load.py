"""The whole demonstration in one transaction."""

from datetime import date

from auditlog.context import disable_auditlog
from django.db import transaction

from reports.demo import (
    amending,
    annual,
    data,
    directives,
    people,
    reorganised,
    series,
    story,
    ward_plan,
)


@transaction.atomic
@disable_auditlog()
def load(plan):
    """Write people, values and the three rounds into a database that holds only the plan."""
    cast = people.enter(plan)
    series.lay(plan, by=cast.officers["tckh.tonghop1"])
    annual.lay(plan)
    for year in data.YEARS:
        story.tell(plan, cast, year)
    annual.tell(plan, cast)
    directives.tell(plan, cast)
    amending.tell(plan, cast)
    ward_plan.enter()


@transaction.atomic
@disable_auditlog()
def load_reorganisation(plan):
    """The second story: departments of March and wards of July 2025, up to the round of 2026."""
    book = data.read("reorganisation")
    cast, last_on = people.enter(plan), date.fromisoformat(book["last_on"])
    officer, departments = cast.officers["tckh.tonghop1"], book["departments"]
    series.lay(plan, by=officer, until=last_on)
    annual.lay(plan, until=last_on)
    at = data.moment(2025, departments["at"])
    reorganised.carry_out_file(departments["file"], cast, by=officer, at=at)
    for year in (2025, 2026):
        story.tell(plan, cast, year, "reorganised")


STORIES = {"district": load, "reorganisation": load_reorganisation}
