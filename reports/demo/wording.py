"""What units write about their tasks in the demonstration."""

from reports.demo import data
from reports.models import TaskUpdate
from targets.models import Task

RATING = TaskUpdate.Rating
BY_KIND = {
    Task.Kind.DATED: RATING.IN_PROGRESS,
    Task.Kind.DELIVERABLE: RATING.IN_PROGRESS,
}
SHORT_WARD = {"III.15.1": "ward_plan", "III.15.2": "ward_report"}


def write_update(update, unit, year, rng):
    """Put rating, result, difficulties and proposals into an update, unsaved."""
    phrases = data.read("phrases")
    row = _tasks().get(update.task.code)
    if row is None:
        update.rating = RATING.STANDING_WITH_RESULT
        update.result = _obligation(update, unit, phrases, rng)
        return
    turn = data.YEARS.index(year)
    given = row.get("ratings")
    rating = given[turn] if given else BY_KIND.get(update.task.kind, RATING.STANDING_WITH_RESULT)
    update.rating = RATING(rating)
    if update.rating == RATING.PERIOD_ENDED:
        update.result = row["ended"]
        return
    did = row["joint"] if unit.code.startswith("trung-tam") and "joint" in row else row["did"]
    closings = [""] if update.rating.is_short_of_done else phrases["closings"]
    update.result = _sentence(row, did, turn, phrases["openings"], closings, rng)
    if update.rating.is_short_of_done:
        update.difficulties = row.get("difficulties") or rng.choice(phrases["difficulties"])
        update.proposals = row.get("proposals") or rng.choice(phrases["proposals"])


def _tasks():
    return data.read("tasks-1") | data.read("tasks-2")


def _sentence(row, did, turn, openings, closings, rng):
    said = did.format(n=_shown(row["n"][turn]), m=_shown(row["m"][turn]))
    more = f" {row['and']}" if "and" in row else ""
    return f"{rng.choice(openings)}{said}.{more}{rng.choice(closings)}"


def _shown(number):
    return f"{number:,}".replace(",", ".") if isinstance(number, int) else number


def _obligation(update, unit, phrases, rng):
    if not unit.is_ward:
        return rng.choice(phrases["unit_plan"])
    said = rng.choice(phrases[SHORT_WARD[update.task.code]])
    return said.format(name=unit.short_name, n=rng.randrange(42, 386))


def write_assessment(assessment, unit, rng):
    phrases = data.read("phrases")
    overview = rng.choice(phrases["ward_overview" if unit.is_ward else "unit_overview"])
    assessment.overview = overview.format(name=unit.short_name)
    assessment.difficulties = rng.choice(phrases["assessment_difficulties"])
    assessment.proposals = rng.choice(phrases["assessment_proposals"])
    assessment.next_year = rng.choice(phrases["next_year"])
