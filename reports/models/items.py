"""What a report consists of: figures by target, updates by task and one general assessment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from targets.models import DenominatorValue, Target, Task
from targets.progress import Vintage


class ReviewState(models.TextChoices):
    """Where one item stands with the reviewer."""

    PENDING = "PENDING", _("Chờ thẩm định")
    ACCEPTED = "ACCEPTED", _("Đã duyệt")
    RETURNED = "RETURNED", _("Bị trả lại")

    @property
    def tone(self):
        return {"PENDING": "blue", "ACCEPTED": "green", "RETURNED": "red"}[self.value]

    @property
    def shape(self):
        return {
            "PENDING": "hourglass-split",
            "ACCEPTED": "check-circle-fill",
            "RETURNED": "arrow-counterclockwise",
        }[self.value]


def returned_needs_reason(name):
    return models.CheckConstraint(
        condition=~Q(review_state="RETURNED") | ~Q(review_reason=""),
        name=name,
        violation_error_message=_("Trả lại cần ghi rõ lý do."),
    )


class ReviewableItem(models.Model):
    """A part of a report that is accepted or returned on its own.

    ``version`` grows with every save by the unit; a form that carries an older one is stale.
    ``unparsed`` keeps what was typed but could not be read, by field name, so nothing is lost.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    unparsed = models.JSONField(default=dict, blank=True, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    review_state = models.CharField(
        _("thẩm định"), max_length=10, choices=ReviewState, default=ReviewState.PENDING
    )
    review_reason = models.TextField(_("lý do trả lại"), blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_accepted(self):
        return self.review_state == ReviewState.ACCEPTED

    @property
    def is_returned(self):
        return self.review_state == ReviewState.RETURNED


class TargetEntry(ReviewableItem):
    """One target in one report [Số liệu chỉ tiêu]: its figures, their source, the proposal N+1."""

    class Scope(models.TextChoices):
        """A ward's contribution is a part of the whole and never the target's own figure."""

        WHOLE = "WHOLE", _("Toàn quận")
        WARD = "WARD", _("Riêng phường")

    report = models.ForeignKey("Report", models.PROTECT, related_name="entries")
    target = models.ForeignKey(Target, models.PROTECT, related_name="entries")
    scope = models.CharField(_("phạm vi"), max_length=6, choices=Scope, default=Scope.WHOLE)
    source = models.TextField(_("nguồn số liệu"), blank=True)
    explanation = models.TextField(_("giải trình"), blank=True)
    proposal = models.DecimalField(
        _("đề xuất năm sau"), max_digits=20, decimal_places=6, null=True, blank=True
    )

    class Meta:
        ordering = ["report", "target__order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "target"], name="entry_target_once"),
            returned_needs_reason("entry_returned_needs_reason"),
        ]

    def __str__(self):
        return f"{self.target.code} {self.target.name}"

    @property
    def code(self):
        return self.target.code

    @property
    def anchor(self):
        return self.code.lower()


class Figure(models.Model):
    """A number [Số liệu] of one year and vintage; blank is never 0.

    Where the target is a ratio, ``value`` comes from its terms. ``is_share`` is copied from the
    target so that the database itself refuses an impossible share.
    """

    entry = models.ForeignKey(TargetEntry, models.CASCADE, related_name="figures")
    year = models.PositiveSmallIntegerField(_("năm"))
    vintage = models.CharField(_("loại số liệu"), max_length=12, choices=Vintage)
    value = models.DecimalField(
        _("giá trị"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    numerator = models.DecimalField(
        _("tử số"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("mẫu số"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    # Set while the denominator comes from the shared table and is not the unit's to type.
    shared_denominator = models.ForeignKey(
        DenominatorValue, models.PROTECT, null=True, blank=True, related_name="figures"
    )
    is_share = models.BooleanField(default=False)

    class Meta:
        ordering = ["entry", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "year", "vintage"], name="figure_vintage_once"
            ),
            models.CheckConstraint(
                condition=Q(is_share=False)
                | Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator"), numerator__gte=0),
                name="figure_share_numerator_within_denominator",
                violation_error_message=_("Tử số không được lớn hơn mẫu số."),
            ),
            models.CheckConstraint(
                condition=Q(is_share=False)
                | Q(value__isnull=True)
                | Q(value__gte=0, value__lte=100),
                name="figure_share_within_0_100",
                violation_error_message=_("Tỷ lệ phải từ 0 đến 100."),
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="figure_denominator_positive",
                violation_error_message=_("Mẫu số phải lớn hơn 0."),
            ),
        ]

    def __str__(self):
        return f"{self.entry} {self.year} {self.vintage}"

    @property
    def name(self):
        """The field name of this figure in forms and payloads: ytd, estimate or final."""
        return self.vintage.lower()


class TaskUpdate(ReviewableItem):
    """What was done on a task this year [Kết quả nhiệm vụ], rated by unit and reviewer.

    ``achieved`` is in the unit of the task's yardstick of the year, where a higher level gave one.
    """

    class Rating(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Chưa bắt đầu")
        IN_PROGRESS = "IN_PROGRESS", _("Đang thực hiện")
        DONE_ON_TIME = "DONE_ON_TIME", _("Hoàn thành đúng hạn")
        DONE_LATE = "DONE_LATE", _("Hoàn thành quá hạn")
        OVERDUE = "OVERDUE", _("Quá hạn chưa hoàn thành")
        STANDING_WITH_RESULT = "STANDING_WITH_RESULT", _("Thường xuyên, có kết quả")
        STANDING_NO_RESULT = "STANDING_NO_RESULT", _("Thường xuyên, chưa có kết quả")
        PROPOSE_CHANGE = "PROPOSE_CHANGE", _("Đề nghị điều chỉnh")
        PERIOD_ENDED = "PERIOD_ENDED", _("Hết giai đoạn")

        @property
        def is_short_of_done(self):
            return self in SHORT_OF_DONE

        @property
        def tone(self):
            return RATING_TONES[self.value]

        @property
        def shape(self):
            return {
                "green": "check-circle-fill",
                "amber": "exclamation-triangle-fill",
                "red": "x-circle-fill",
                "blue": "circle-half",
                "grey": "dash-circle",
            }[self.tone]

    report = models.ForeignKey("Report", models.PROTECT, related_name="updates")
    task = models.ForeignKey(Task, models.PROTECT, related_name="updates")
    rating = models.CharField(_("tự đánh giá"), max_length=24, choices=Rating, blank=True)
    result = models.TextField(_("kết quả thực hiện"), blank=True)
    achieved = models.DecimalField(
        _("kết quả so với mức cấp trên giao"),
        max_digits=20,
        decimal_places=6,
        null=True,
        blank=True,
    )
    difficulties = models.TextField(_("khó khăn, vướng mắc"), blank=True)
    proposals = models.TextField(_("kiến nghị, đề xuất"), blank=True)
    reviewer_rating = models.CharField(
        _("đánh giá của cơ quan thẩm định"), max_length=24, choices=Rating, blank=True
    )

    class Meta:
        ordering = ["report", "task__order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "task"], name="update_task_once"),
            returned_needs_reason("update_returned_needs_reason"),
        ]

    def __str__(self):
        return f"{self.task.code} {self.task.title}"

    @property
    def code(self):
        return self.task.code

    @property
    def anchor(self):
        return self.task.slug


SHORT_OF_DONE = frozenset(
    {
        TaskUpdate.Rating.NOT_STARTED,
        TaskUpdate.Rating.IN_PROGRESS,
        TaskUpdate.Rating.OVERDUE,
        TaskUpdate.Rating.STANDING_NO_RESULT,
        TaskUpdate.Rating.PROPOSE_CHANGE,
    }
)
RATING_TONES = {
    "NOT_STARTED": "grey",
    "IN_PROGRESS": "blue",
    "DONE_ON_TIME": "green",
    "DONE_LATE": "amber",
    "OVERDUE": "red",
    "STANDING_WITH_RESULT": "green",
    "STANDING_NO_RESULT": "amber",
    "PROPOSE_CHANGE": "amber",
    "PERIOD_ENDED": "grey",
}


class Assessment(ReviewableItem):
    """The general part of a report [Đánh giá chung]."""

    report = models.OneToOneField("Report", models.PROTECT, related_name="assessment")
    overview = models.TextField(_("kết quả nổi bật"), blank=True)
    difficulties = models.TextField(_("khó khăn, hạn chế và nguyên nhân"), blank=True)
    proposals = models.TextField(_("kiến nghị, đề xuất"), blank=True)
    next_year = models.TextField(_("nhiệm vụ trọng tâm năm sau"), blank=True)

    class Meta:
        constraints = [returned_needs_reason("assessment_returned_needs_reason")]

    def __str__(self):
        return str(_("Đánh giá chung"))

    @property
    def anchor(self):
        return "danh-gia-chung"
