"""Units of 2025 as they were reorganised: each real decision, and who acts for the new units."""

from django.conf import settings

from reports.demo import data
from reports.demo.people import Cast
from reports.reorganising.carrying import carry_out
from reports.reorganising.from_file import read

FOLDER = settings.BASE_DIR / "fixtures" / "reorganisation"


def carry_out_file(name, cast: Cast, *, by, at):
    """Members go along; in the story one of them writes for the new unit and one heads it."""
    draft = read(FOLDER / f"{name}.json", by=by, at=at)
    carry_out(draft, by=by, at=at)
    before = data.read("reorganisation")["takes_the_place_of"]
    for heir in draft.heirs.filter(is_new=True):
        for people in (cast.reporters, cast.heads):
            people[heir.code] = people[before[heir.code]]
