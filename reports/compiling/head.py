"""Head and signature block of the consolidated report: first as recorded, then the officer's."""

from datetime import datetime

from assignments.models import LetterheadFields, Office, PlanLetterhead
from q3plan.lib import dates
from reports.documents.letterheads import letterhead_of

RECORDED = tuple(field.name for field in LetterheadFields._meta.get_fields())


def head_of(round, *, at: datetime) -> dict:
    """The fields that a new report begins with: the plan's letterhead, else its office's."""
    plan = round.plan
    subject = f"Kết quả thực hiện Kế hoạch số {plan.number} năm {round.year}"
    recorded = PlanLetterhead.objects.filter(plan=plan).first()
    if recorded:
        return {"subject": subject, **{name: getattr(recorded, name) for name in RECORDED}}
    return {"subject": subject, **_of_office(plan, dates.as_day(at))}


def _of_office(plan, on):
    offices = Office.objects.active(on).filter(plan=plan, kind=Office.Kind.COORDINATING)
    office = offices.select_related("unit").first()
    if office is None:
        place = {"agency": plan.issuer.upper(), "symbol": "UBND", "place": plan.place}
        return {**place, "signer_title": plan.signer_title}
    found = letterhead_of(office.unit, plan, on=on)
    fields = {name: getattr(found, name) for name in RECORDED}
    return {**fields, "recipients": "\n".join(found.recipients)}
