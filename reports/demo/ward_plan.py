"""A small plan of another kind: a ward carries out the district's plan with teams of its own.

III.15.1 asks every unit for a plan of its own. All of it is illustrative.
"""

import json
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from assignments.models import Membership, Office, Unit
from assignments.plan_files.loading import Loader
from q3plan.accounts.models import User
from reports.demo import data
from reports.models import Round


def enter():
    """The plan, its people and one round in which one of three teams has reported."""
    story = data.read("ward-plan-story")
    text = (data.FOLDER / story["plan"]).read_text(encoding="utf-8")
    loader = Loader(json.loads(text), keeps_units=True)
    loader.load()
    plan, people = loader.plan, _people(story, loader.plan)
    Office.objects.create(
        plan=plan,
        unit=Unit.objects.get(code=story["second_recipient"]),
        kind=Office.Kind.SECOND_RECIPIENT,
        valid_from=plan.issued_on,
    )
    year, officer = story["year"], people["p3-van-phong"]
    opened, _created = Round.open(
        plan,
        year,
        at=data.moment(year, story["opened"]),
        by=officer,
        opens_on=data.moment(year, story["opened"]).date(),
        is_illustrative=True,
    )
    for code, words in story["reports"].items():
        report = opened.reports.get(unit__code=code)
        at = data.moment(year, story["sent"])
        _fill(report, words, by=people[code], at=at)
        report.submit(by=people[code], at=at)
        report.accept(by=officer, at=data.moment(year, story["accepted"]))


def _people(story, plan):
    password = make_password(data.read("people")["password"])
    people = {}
    for row in story["people"]:
        user = User.objects.create(
            email=data.address(row["mailbox"]), full_name=row["name"], password=password
        )
        Membership.objects.create(
            user=user,
            unit=Unit.objects.get(code=row["unit"]),
            role=row["role"],
            valid_from=plan.issued_on,
        )
        people[row["unit"]] = user
    return people


def _fill(report, words, *, by, at):
    report.touch(by=by, at=at)
    for entry in report.entries.select_related("target"):
        terms = words["figures"][entry.target.code]
        for figure in entry.figures.all():
            figure.numerator, figure.denominator = map(Decimal, terms[figure.vintage])
            figure.value = entry.target.ratio_of(figure.numerator, figure.denominator)
            figure.save()
        entry.source = words["source"]
        entry.save()
    for update in report.updates.select_related("task"):
        update.rating, update.result = words["tasks"][update.task.code]
        update.save()
    assessment = report.assessment
    assessment.overview, assessment.next_year = words["overview"], words["next_year"]
    assessment.save()
