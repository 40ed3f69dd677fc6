"""One amendment that was decided and one that waits, each by the steps that people take."""

from datetime import date

from assignments.models import Unit
from q3plan.accounts.models import User
from reports.amending.applying import apply
from reports.demo import data
from reports.models import Amendment
from targets.models import Decision

YEAR = 2027


def tell(plan, cast):
    for row in data.read("amendments")["amendments"]:
        amendment = _propose(plan, cast, row)
        if "decision" in row:
            _decide(plan, cast, amendment, row)


def _propose(plan, cast, row):
    about, change = _content(plan, row)
    unit = row["unit"]
    amendment = Amendment.objects.create(
        plan=plan,
        kind=row["kind"],
        unit=Unit.objects.get(code=unit),
        change=change,
        reason=row["reason"],
        created_at=data.moment(YEAR, row["created_at"]),
        created_by=cast.reporters[unit],
        **about,
    )
    amendment.propose(by=cast.heads[unit], at=data.moment(YEAR, row["proposed_at"]))
    return amendment


def _content(plan, row):
    """What is amended, and into what."""
    if row["kind"] == Amendment.Kind.CLAUSE:
        clause = plan.clauses.get(reference=row["clause"])
        return {"clause": clause}, {"text": clause.corrected_text}
    target = plan.targets.get(code=row["target"])
    return {"target": target}, {"reading": target.readings.get(clause__reference=row["chosen"]).pk}


def _decide(plan, cast, amendment, row):
    at = data.moment(YEAR, row["decided_at"])
    officer, chair = cast.officers["tckh.tonghop1"], User.objects.get(email=data.address("chutich"))
    forwarded_at = data.moment(YEAR, row["forwarded_at"])
    amendment.forward(opinion=row["opinion"], by=officer, at=forwarded_at)
    decision = Decision.objects.create(
        plan=plan, decided_on=at.date(), is_illustrative=True, **row["decision"]
    )
    effective_on = date.fromisoformat(row["effective_on"])
    amendment.decide(decision=decision, effective_on=effective_on, by=chair, at=at)
    apply(
        amendment.pk, at=at.replace(month=effective_on.month, day=effective_on.day), is_news=False
    )
