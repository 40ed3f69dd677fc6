"""What the field history records."""

from auditlog.registry import auditlog

from assignments.models import (
    Assignment,
    Letterhead,
    Membership,
    Office,
    PlanLetterhead,
    Portfolio,
    Reorganisation,
    Succession,
    Unit,
)
from q3plan.accounts.models import Invitation, User
from reports.models import (
    Amendment,
    AnnualDraft,
    CheckRule,
    Extension,
    NoticeSwitch,
    Round,
)
from targets.models import (
    AnnualTarget,
    Clause,
    ClauseVersion,
    Decision,
    DenominatorValue,
    GoverningSpan,
    Plan,
    Reading,
    Sector,
    SeriesBreak,
    Target,
    Task,
    TaskVersion,
    TaskYardstick,
)

RECORDED = (
    *(User, Invitation, Membership, Portfolio),
    *(Unit, Succession, Letterhead, PlanLetterhead, Assignment, Office, Reorganisation),
    *(Plan, Sector, Clause, ClauseVersion, Decision, Target, Reading, GoverningSpan, SeriesBreak),
    *(Task, TaskVersion, TaskYardstick, AnnualTarget, AnnualDraft, DenominatorValue),
    *(Round, Extension, CheckRule, Amendment, NoticeSwitch),
)
ACCOUNTS = (User, Invitation, Membership)
# Secrets, what every login moves, and copies of other fields.
LEFT_OUT = ("id", "password", "last_login", "folded_text", "version")


def register():
    for model in RECORDED:
        names = {field.name for field in model._meta.get_fields()}
        auditlog.register(model, exclude_fields=[name for name in LEFT_OUT if name in names])
