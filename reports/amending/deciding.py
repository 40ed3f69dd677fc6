"""One decision for many proposals; what takes effect at once is applied at once."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from q3plan.lib import dates
from reports.amending.announcing import tell_decided, tell_forwarded
from reports.amending.applying import apply, misfit
from reports.models import Amendment, TransitionRefused
from targets.models import Decision


@transaction.atomic
def decide_together(
    chosen: Iterable[tuple[Amendment, int | None]],
    *,
    decision: Decision,
    effective_on: date,
    by,
    at: datetime,
) -> list[str]:
    """Approve ``(proposal, version seen)`` pairs, all or none; raises TransitionRefused.

    Returns sentences about open reports that new assignments reached, or did not.
    """
    # Everybody takes the rows in one order, so that two deciding at once wait for each other.
    pairs = sorted(chosen, key=lambda pair: pair[0].pk)
    for amendment, version in pairs:
        amendment.decide(
            decision=decision, effective_on=effective_on, by=by, at=at, version=version
        )
        if problem := misfit(amendment, effective_on):
            raise TransitionRefused(problem)
        tell_decided(amendment, at=at)
    said = []
    if effective_on <= dates.as_day(at):
        for amendment, _version in pairs:
            said += apply(amendment.pk, at=at, is_news=False)[1]
            amendment.refresh_from_db()
    return said


@transaction.atomic
def forward_together(chosen, *, opinion, by, at):
    for amendment, version in sorted(chosen, key=lambda pair: pair[0].pk):
        amendment.forward(opinion=opinion, by=by, at=at, version=version)
        tell_forwarded(amendment, at=at)
