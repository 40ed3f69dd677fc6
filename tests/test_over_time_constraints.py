"""What the database refuses about versions, reorganisations, proposals and directives."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from assignments.models import Heir, Lineage, Reorganisation
from q3plan.lib.dates import cutoff
from reports.models import Amendment, Attachment, Directive
from targets.models import GoverningSpan, Reading, SeriesBreak, TaskVersion
from tests import factories as make
from tests.factories import SINCE

pytestmark = pytest.mark.django_db

AT = cutoff(SINCE)
BEFORE = SINCE - timedelta(days=1)


class Case:
    def __init__(self):
        self.target = make.TargetFactory()
        self.plan, self.reading = self.target.plan, self.target.readings.get()
        self.task = make.TaskFactory(plan=self.plan)
        self.person, self.unit = make.UserFactory(), make.UnitFactory()

    def reorganise(self, **fields):
        said = {"title": "Sắp xếp", "document": "1/QĐ", "document_on": SINCE, "issued_by": "UBND"}
        return Reorganisation.objects.create(
            **{**said, "effective_on": SINCE, "created_at": AT, "created_by": self.person, **fields}
        )

    def propose(self, **fields):
        said = {"plan": self.plan, "unit": self.unit, "created_at": AT, "created_by": self.person}
        return Amendment.objects.create(
            **{**said, "kind": "TARGET", "target": self.target, "reason": "Vì", **fields}
        )

    def direct(self, **fields):
        said = {"plan": self.plan, "text": "Vì sao?", "due_on": SINCE, "position": "Chủ tịch"}
        return Directive.objects.create(
            **{**said, "created_at": AT, "created_by": self.person, **fields}
        )

    def version(self, **fields):
        said = {"task": self.task, "title": "A", "quote": "A", "kind": "STANDING"}
        return TaskVersion.objects.create(**{**said, "valid_from": SINCE, **fields})


BAD_WRITES = {
    "reading_replaced_governs_no_more": lambda c: Reading.objects.update(replaced_on=SINCE),
    "governing_span_dates_in_order": lambda c: GoverningSpan.objects.create(
        target=c.target, reading=c.reading, valid_from=SINCE, valid_to=BEFORE
    ),
    "task_version_dates_in_order": lambda c: c.version(valid_to=BEFORE),
    "series_break_restated_needs_source": lambda c: SeriesBreak.objects.create(
        target=c.target, first_year=2026, reason="Địa giới", restated_value=1
    ),
    "membership_substitute_has_an_end": lambda c: make.MembershipFactory(substitutes_for=c.person),
    "portfolio_substitute_has_an_end": lambda c: make.PortfolioFactory(substitutes_for=c.person),
    "reorganisation_carried_out_by_someone": lambda c: c.reorganise(state="CARRIED_OUT"),
    "reorganisation_undone_by_someone": lambda c: c.reorganise(
        state="UNDONE", carried_out_at=AT, carried_out_by=c.person
    ),
    "heir_is_described": lambda c: Heir.objects.create(reorganisation=c.reorganise(), name="Mới"),
    "lineage_not_of_itself": lambda c: Lineage.objects.create(
        unit=c.unit, ancestor=c.unit, since=SINCE
    ),
    "amendment_is_about_one_thing": lambda c: c.propose(task=c.task),
    "amendment_decided_has_decision": lambda c: c.propose(state="DECIDED"),
    "amendment_applied_was_decided": lambda c: c.propose(applied_at=AT),
    "directive_about_one_thing": lambda c: c.direct(target=c.target, task=c.task),
    "directive_has_text": lambda c: c.direct(text=""),
    "directive_closed_by_someone": lambda c: c.direct(closed_at=AT),
    "attachment_of_one_thing": lambda c: Attachment.objects.create(
        name="a.pdf",
        stored_name="a",
        size=1,
        sha256="0" * 64,
        media_type="application/pdf",
        scan="CLEAN",
        uploaded_at=AT,
        uploaded_by=c.person,
    ),
}
# What is not unique in the same way is a rule of its own.
ONCE = {
    "governing_span_one_open": lambda c: GoverningSpan.objects.bulk_create(
        GoverningSpan(target=c.target, reading=c.reading, valid_from=day) for day in (BEFORE, SINCE)
    ),
    "task_version_one_open": lambda c: [c.version(valid_from=BEFORE), c.version()],
    "series_break_once_a_year": lambda c: SeriesBreak.objects.bulk_create(
        SeriesBreak(target=c.target, first_year=2026, reason=why) for why in "ab"
    ),
    "heir_code_once": lambda c: Heir.objects.bulk_create(
        Heir(reorganisation=draft, code="moi", name=name, kind="WARD")
        for draft in [c.reorganise()]
        for name in "ab"
    ),
    "lineage_once": lambda c: Lineage.objects.bulk_create(
        Lineage(unit=c.unit, ancestor=old, since=SINCE) for old in [make.UnitFactory()] * 2
    ),
}


@pytest.mark.parametrize(
    "write", [*BAD_WRITES.values(), *ONCE.values()], ids=[*BAD_WRITES.keys(), *ONCE.keys()]
)
def test_the_database_refuses(write):
    case = Case()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(case)


def test_every_check_of_proposals_and_directives_is_tried_here():
    checks = {
        constraint.name
        for name in ("Amendment", "Directive", "Attachment")
        for constraint in apps.get_model("reports", name)._meta.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert checks <= BAD_WRITES.keys()
