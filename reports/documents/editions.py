"""Which content of a report a person is given as a document, and what stands around it."""

from django.db.models import Q

from q3plan.lib.dates import as_day
from reports.dashboards.report_state import shown_state
from reports.models import Report
from reports.models.payload import submission_payload
from reports.models.submission import canonical_json
from targets.models import AnnualTarget

from .letterheads import letterhead_of
from .unit_report import Edition, Surroundings

State = Report.State
DRAFT_MARK = "DỰ THẢO"
MARKS = {
    State.SUBMITTED: "ĐÃ GỬI, CHỜ THẨM ĐỊNH",
    State.RETURNED: "BẢN ĐÃ GỬI, ĐƯỢC ĐỀ NGHỊ SỬA",
    State.REOPENED: "BẢN ĐÃ GỬI, ĐƯỢC MỞ LẠI ĐỂ SỬA",
}


def edition_for(report, *, is_own, by, at) -> Edition | None:
    """The unit's working content, else the last sending; ``None`` when nothing was sent.

    While a sent or accepted report rests, the unit too gets what was sent: only that content
    answers for its receipt code.
    """
    is_resting = report.state in {State.SUBMITTED, State.ACCEPTED}
    if is_own and not is_resting:
        content = submission_payload(report, by=by, at=at)
        return Edition(canonical_json(content), content, at, DRAFT_MARK)
    submission = report.submissions.order_by("-sequence").first()
    if submission is None:
        return None
    return Edition(
        submission.payload,
        submission.content,
        submission.submitted_at,
        MARKS.get(shown_state(report), ""),
        submission.receipt_code,
    )


def surroundings_of(report, edition) -> Surroundings:
    """At most three queries, however many targets."""
    plan, day = report.round.plan, as_day(edition.at)
    return Surroundings(
        letterhead=letterhead_of(report.unit, plan, on=day),
        plan_number=plan.number,
        plan_title=plan.title,
        plan_issuer=plan.issuer,
        plan_issued_on=plan.issued_on,
        annual=annual_targets(plan, report.round.year, on=day),
        is_illustrative=report.round.is_illustrative,
    )


def annual_targets(plan, year, *, on):
    """Target code → the value in force on a day, so that a sent report prints the same later."""
    rows = AnnualTarget.objects.filter(
        Q(replaced_on__isnull=True) | Q(replaced_on__gt=on),
        target__plan=plan,
        year=year,
        decision__decided_on__lte=on,
    )
    return dict(rows.order_by("decision__decided_on", "pk").values_list("target__code", "value"))
