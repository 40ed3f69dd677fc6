"""The rules that a plan starts with; what people changed is never written over."""

import json
from decimal import Decimal
from functools import cache

from django.conf import settings

from reports.checks.kinds import CHECKS, Kind
from reports.models.check_rule import CheckRule
from targets.models import Plan, Target
from targets.progress import Mode

FILE = settings.BASE_DIR / "fixtures" / "check-rules.json"


def install(plan: Plan) -> int:
    """Add the rules that a plan lacks; returns how many. Three queries when none lacks."""
    have = set(CheckRule.objects.filter(plan=plan).values_list("target_id", "kind"))
    rows = [_row(plan, None, Kind.SAME_TEXT, None)]
    targets = Target.objects.filter(plan=plan).select_related("pair")
    for target in targets.prefetch_related("readings"):
        rows += [_row(plan, target, kind, limit) for kind, limit in limits_of(plan, target).items()]
    lacking = [row for row in rows if (row.target_id, row.kind) not in have]
    return len(CheckRule.objects.bulk_create(lacking))


def _row(plan, target, kind, limit):
    check = CHECKS[kind]
    if check.limit and limit is None:
        limit = check.limit.usual
    return CheckRule(plan=plan, target=target, kind=kind, limit=limit, sentence=str(check.sentence))


def limits_of(plan: Plan, target: Target) -> dict[Kind, Decimal | None]:
    """Kind → limit of the rules a target gets; None for the usual limit or for none at all."""
    found = {kind: None for kind, fits in FITS.items() if fits(target)}
    chosen = _chosen().get(plan.slug, {}).get(target.code, {})
    for name, limit in chosen.items():
        found[Kind(name)] = None if limit is None else Decimal(limit)
    return found


@cache
def _chosen():
    """Plan → target → kind → limit, where the usual choice is not the right one."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def _mode(target):
    return next((row.mode for row in target.readings.all() if row.is_governing), None)


def _is_second_of_pair(target):
    """A pair is asked about once, at the later of the two."""
    return target.pair_id is not None and target.pair.order < target.order


# Which rules suit a target by what it is. Terms that grow from month to month, and so cannot be
# larger after ten of them, are told by the file: the database does not know them.
FITS = {
    Kind.CHANGE: lambda target: True,
    Kind.SAME_VALUE: lambda target: True,
    Kind.AT_YARDSTICK: lambda target: True,
    Kind.FULL_WITHOUT_EVIDENCE: lambda target: target.is_share,
    Kind.TERMS: lambda target: target.is_ratio,
    Kind.PAIR_SUM: _is_second_of_pair,
    Kind.OFF_PATH: lambda target: _mode(target) == Mode.REACH,
}
