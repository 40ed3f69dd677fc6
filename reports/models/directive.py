"""What leaders ask of units, and what units answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.models import Unit
from targets.models import Plan, Sector, Target, Task

from .amendment import Amendment
from .directive_queries import DirectiveQuerySet, DirectiveStatus
from .directive_steps import DirectiveSteps
from .stored_file import StoredFile


class Directive(DirectiveSteps):
    """A leader's question or order [Ý kiến chỉ đạo] about a target, task, report or unit.

    ``sector`` is the portfolio it was given in (none: the chair's); whoever holds that portfolio
    next takes it over. It is open until its holder closes it.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="directives")
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="directives"
    )
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="directives"
    )
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="directives")
    report = models.ForeignKey(
        "Report", models.PROTECT, null=True, blank=True, related_name="directives"
    )
    text = models.TextField(_("nội dung chỉ đạo"))
    due_on = models.DateField(_("trả lời đến hết ngày"))
    position = models.CharField(_("chức vụ người chỉ đạo"), max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("ý kiến chỉ đạo")
        verbose_name_plural = _("ý kiến chỉ đạo")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=True, task__isnull=True)
                | Q(target__isnull=True, report__isnull=True)
                | Q(task__isnull=True, report__isnull=True),
                name="directive_about_one_thing",
                violation_error_message=_("Mỗi ý kiến chỉ đạo về một nội dung."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="directive_has_text",
                violation_error_message=_("Ghi nội dung chỉ đạo."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="directive_closed_by_someone",
                violation_error_message=_("Ý kiến đã đóng phải có người và thời điểm đóng."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["plan", "due_on"],
                name="directive_open",
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def subject(self):
        """The target, task or report it is about; None when it is about a unit's work."""
        return self.target or self.task or self.report

    def is_held_by(self, powers) -> bool:
        """Whether the person answers for it: the chair, or who holds its sector."""
        return self.plan_id in powers.chairs or self.sector_id in powers.sectors

    def status_on(self, day) -> DirectiveStatus:
        """From the rows of ``units``, prefetched on a page with several directives."""
        if self.closed_at:
            return DirectiveStatus.CLOSED
        if all(row.answered_at for row in self.units.all()):
            return DirectiveStatus.ANSWERED
        return DirectiveStatus.OVERDUE if self.due_on < day else DirectiveStatus.WAITING


class DirectiveUnit(models.Model):
    """A unit that must answer a directive; ``answered_at`` is its last answer, if none is owed."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="directives")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["directive", "unit__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "unit"], name="directive_unit_once"),
        ]

    def __str__(self):
        return f"{self.unit} – {self.directive}"


class DirectiveMessage(models.Model):
    """One word in the thread of a directive. Rows are only ever added."""

    class Kind(models.TextChoices):
        ASKED = "ASKED", _("Chỉ đạo")
        ANSWERED = "ANSWERED", _("Trả lời")
        ASKED_AGAIN = "ASKED_AGAIN", _("Yêu cầu trả lời lại")
        POSTPONED = "POSTPONED", _("Gia hạn trả lời")
        CLOSED = "CLOSED", _("Kết thúc")
        REOPENED = "REOPENED", _("Mở lại")
        HANDED_OVER = "HANDED_OVER", _("Bàn giao")

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="messages")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.text[:60]}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, powers):
        """Whoever may read the thread or the proposal may open its files."""
        return self.filter(
            Q(message__directive__in=Directive.objects.visible_to(powers).values("pk"))
            | Q(amendment__in=Amendment.objects.visible_to(powers).values("pk"))
        )


class Attachment(StoredFile):
    """A file of an answer to a directive or of a proposal to amend [Tệp đính kèm]."""

    message = models.ForeignKey(
        DirectiveMessage, models.PROTECT, null=True, blank=True, related_name="files"
    )
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="files"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp đính kèm")
        verbose_name_plural = _("tệp đính kèm")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=True, amendment__isnull=False)
                | Q(message__isnull=False, amendment__isnull=True),
                name="attachment_of_one_thing",
            ),
        ]
