"""Amending the plan: proposed by a unit, consolidated, decided, in force from a day (III.16)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assignments.models import Unit
from targets.models import Clause, Decision, Plan, Target, Task

from .amendment_steps import AmendmentSteps


class AmendmentQuerySet(models.QuerySet):
    def visible_to(self, powers):
        """The unit's own; once proposed also those of one's plan or sector."""
        own = Q(unit__in=powers.units | powers.inherited)
        in_sectors = (
            Q(target__sector__in=powers.sectors)
            | Q(task__sector__in=powers.sectors)
            | Q(clause__in=_clauses_of(powers.sectors))
        )
        over = Q(plan__in=powers.receives | powers.chairs) | in_sectors
        return self.filter(own | (Exists(_proposals()) & over))

    def forwarded(self):
        return self.filter(state=Amendment.State.FORWARDED)

    def due(self, on):
        """Decided ones whose day has come and that were not applied yet, in their order."""
        waiting = self.filter(state=Amendment.State.DECIDED, applied_at__isnull=True)
        return waiting.filter(effective_on__lte=on).order_by("effective_on", "pk")

    def with_subject(self):
        return self.select_related(
            "plan", "unit", "target__plan", "task__clause", "clause", "decision", "created_by"
        )


def _proposals():
    return AmendmentStep.objects.filter(amendment=OuterRef("pk"), kind=AmendmentStep.Kind.PROPOSED)


def _clauses_of(sectors):
    return Clause.objects.filter(
        Q(tasks__sector__in=sectors) | Q(readings__target__sector__in=sectors)
    ).values("pk")


class Amendment(AmendmentSteps, models.Model):
    """A proposal to amend [Đề nghị điều chỉnh] one target, task, clause or its assignment.

    ``change`` holds the new terms by field name, plain JSON with numbers and dates as text, of the
    shape that ``kind`` asks for; ``before`` the same fields as they were when it took effect. It
    changes nothing until ``effective_on``; ``applied_at`` tells that it has.
    """

    class Kind(models.TextChoices):
        TARGET = "TARGET", _("Mức, cách ghi của chỉ tiêu")
        READING = "READING", _("Chọn cách hiểu áp dụng")
        TASK = "TASK", _("Nội dung, thời hạn nhiệm vụ")
        CLAUSE = "CLAUSE", _("Câu chữ của điều khoản")
        ASSIGNMENT = "ASSIGNMENT", _("Đơn vị chủ trì, phối hợp")

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Đang soạn")
        PROPOSED = "PROPOSED", _("Đã đề nghị, chờ tổng hợp")
        RETURNED = "RETURNED", _("Được đề nghị làm rõ")
        FORWARDED = "FORWARDED", _("Đã trình, chờ quyết định")
        DECIDED = "DECIDED", _("Đã quyết định")
        REFUSED = "REFUSED", _("Không chấp thuận")
        WITHDRAWN = "WITHDRAWN", _("Đơn vị đã rút")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="amendments")
    kind = models.CharField(_("loại điều chỉnh"), max_length=12, choices=Kind)
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="amendments")
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="amendments", verbose_name=_("đơn vị đề nghị")
    )
    change = models.JSONField(_("nội dung mới"), default=dict)
    before = models.JSONField(null=True, blank=True)
    reason = models.TextField(_("lý do, căn cứ"))
    opinion = models.TextField(_("ý kiến của cơ quan đầu mối"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    effective_on = models.DateField(_("áp dụng từ ngày"), null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("đề nghị điều chỉnh")
        verbose_name_plural = _("đề nghị điều chỉnh")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind__in=["TARGET", "READING"])
                    & Q(target__isnull=False, task__isnull=True, clause__isnull=True)
                )
                | Q(kind="TASK", task__isnull=False, target__isnull=True, clause__isnull=True)
                | Q(kind="CLAUSE", clause__isnull=False, target__isnull=True, task__isnull=True)
                | (
                    Q(kind="ASSIGNMENT", clause__isnull=True)
                    & (
                        Q(target__isnull=False, task__isnull=True)
                        | Q(target__isnull=True, task__isnull=False)
                    )
                ),
                name="amendment_is_about_one_thing",
                violation_error_message=_("Mỗi đề nghị điều chỉnh đúng một nội dung."),
            ),
            models.CheckConstraint(
                condition=~Q(state="DECIDED")
                | Q(decision__isnull=False, effective_on__isnull=False),
                name="amendment_decided_has_decision",
                violation_error_message=_("Điều chỉnh phải có văn bản quyết định và ngày áp dụng."),
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(state="DECIDED", before__isnull=False),
                name="amendment_applied_was_decided",
                violation_error_message=_("Chỉ điều chỉnh đã quyết định mới được áp dụng."),
            ),
        ]
        indexes = [models.Index(fields=["plan", "state"], name="amendment_queue")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def subject(self) -> Target | Task | Clause:
        return self.target or self.task or self.clause

    @property
    def tone(self) -> str:
        return TONES[self.state]


TONES = {
    "DRAFT": "grey",
    "PROPOSED": "blue",
    "RETURNED": "amber",
    "FORWARDED": "blue",
    "DECIDED": "green",
    "REFUSED": "red",
    "WITHDRAWN": "grey",
}


class AmendmentStep(models.Model):
    """One step of a proposal: who, when, what was said. Rows are only ever added."""

    class Kind(models.TextChoices):
        PROPOSED = "PROPOSED", _("Đề nghị")
        RETURNED = "RETURNED", _("Đề nghị làm rõ")
        FORWARDED = "FORWARDED", _("Trình quyết định")
        DECIDED = "DECIDED", _("Quyết định")
        REFUSED = "REFUSED", _("Không chấp thuận")
        WITHDRAWN = "WITHDRAWN", _("Rút đề nghị")
        APPLIED = "APPLIED", _("Bắt đầu áp dụng")

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.amendment} {self.kind}"
