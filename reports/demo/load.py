"""The whole demonstration in one transaction."""

from django.db import transaction

from reports.demo import data, people, series, story


@transaction.atomic
def load(plan):
    """Write people, values and the three rounds into a database that holds only the plan."""
    cast = people.enter(plan)
    series.lay(plan, by=cast.officers["tckh.tonghop1"])
    for year in data.YEARS:
        story.tell(plan, cast, year)
