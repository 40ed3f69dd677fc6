"""One unit's report in one round, and every step it can take."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assignments.models import Office, Unit
from q3plan.lib import dates
from targets.progress import Vintage

from .behalf import BEHALF_FIELDS, BehalfSteps
from .completeness import missing_in
from .excuse import EXCUSE_FIELDS, ExcuseSteps
from .handover import ReportHandover
from .history import ReportEvent
from .items import Assessment, Figure, ReviewState, TargetEntry, TaskUpdate
from .owner import OwnedReport
from .payload import submission_payload
from .refusals import StaleReport, TransitionRefused
from .report_queries import ReportQuerySet
from .review_steps import ReviewSteps
from .round import Round
from .shared_denominators import take_shared
from .submission import Submission


class Report(OwnedReport, ReviewSteps, BehalfSteps, ExcuseSteps):
    """Unit × round [Báo cáo]. The first sending decides punctuality; late is never refused."""

    class State(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Chưa bắt đầu")
        DRAFT = "DRAFT", _("Đang soạn")
        WITH_HEAD = "WITH_HEAD", _("Chờ lãnh đạo")
        SUBMITTED = "SUBMITTED", _("Đã gửi, chờ thẩm định")
        RETURNED = "RETURNED", _("Bị trả lại")
        ACCEPTED = "ACCEPTED", _("Đã duyệt")
        REOPENED = "REOPENED", _("Được mở lại")

        @property
        def tone(self):
            return STATE_LOOKS[self.value][0]

        @property
        def shape(self):
            return STATE_LOOKS[self.value][1]

    # Step → the states it may start from.
    MOVES = {
        "edit": {State.NOT_STARTED, State.DRAFT, State.RETURNED, State.REOPENED},
        "hand_over": {State.DRAFT, State.RETURNED, State.REOPENED},
        "give_back": {State.WITH_HEAD},
        "submit": {State.DRAFT, State.RETURNED, State.REOPENED, State.WITH_HEAD},
        "review": {State.SUBMITTED},
        "reopen": {State.ACCEPTED, State.REOPENED, State.WITH_HEAD},
        "excuse": {State.NOT_STARTED, State.DRAFT, State.WITH_HEAD},
    }

    round = models.ForeignKey(Round, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports")
    reviewing_office = models.CharField(
        max_length=18, choices=Office.Kind, default=Office.Kind.COORDINATING
    )
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=State, default=State.NOT_STARTED
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    head_note = models.TextField(_("lời lãnh đạo"), blank=True)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    days_late = models.PositiveSmallIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField(_("lý do trả lại"), blank=True)
    resubmit_by = models.DateField(_("gửi lại đến hết ngày"), null=True, blank=True)
    resent_days_late = models.PositiveSmallIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopened_until = models.DateField(_("mở lại đến hết ngày"), null=True, blank=True)
    reopen_reason = models.TextField(_("lý do mở lại"), blank=True)
    # Its unit ended before the deadline, and the report was not sent by then: nobody is to blame.
    unit_dissolved = models.BooleanField(_("đơn vị kết thúc trước hạn"), default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo")
        verbose_name_plural = _("báo cáo")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit"],
                name="report_unit_once_a_round",
                violation_error_message=_("Đơn vị đã có báo cáo trong kỳ này."),
            ),
            models.CheckConstraint(
                condition=~Q(state="SUBMITTED")
                | Q(
                    first_submitted_at__isnull=False,
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                ),
                name="report_submitted_has_moment_and_person",
                violation_error_message=_("Báo cáo đã gửi phải có thời điểm và người gửi."),
            ),
            models.CheckConstraint(
                condition=~Q(state="RETURNED")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")),
                name="report_returned_needs_reason",
                violation_error_message=_("Trả lại báo cáo cần ghi rõ lý do."),
            ),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED")
                | Q(
                    first_submitted_at__isnull=False,
                    accepted_at__isnull=False,
                    accepted_by__isnull=False,
                ),
                name="report_accepted_has_moment_and_person",
                violation_error_message=_("Báo cáo đã duyệt phải có thời điểm và người duyệt."),
            ),
            models.CheckConstraint(
                condition=~Q(state="REOPENED")
                | (Q(reopened_until__isnull=False) & ~Q(reopen_reason="")),
                name="report_reopened_needs_reason_and_end",
                violation_error_message=_("Mở lại báo cáo cần lý do và ngày kết thúc."),
            ),
            models.CheckConstraint(
                condition=~Q(state="WITH_HEAD")
                | Q(handed_over_at__isnull=False, handed_over_by__isnull=False),
                name="report_with_head_has_moment_and_person",
                violation_error_message=_("Trình lãnh đạo phải có thời điểm và người trình."),
            ),
            BehalfSteps.behalf_constraint(),
            ExcuseSteps.excuse_constraint(),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="report_queue")]

    def __str__(self):
        return f"{self.unit} – {self.round.year}"

    # -- reading -----------------------------------------------------------------------------

    @property
    def year(self):
        return self.round.year

    @property
    def is_counted(self) -> bool:
        """Whether rates count it: neither excused nor of a unit that ended before the deadline."""
        return not (self.is_excused or self.unit_dissolved)

    def is_editable(self, *, on):
        """Whether the unit may change the report on this day."""
        if self.state == self.State.REOPENED:
            return on <= self.reopened_until
        return self.state in self.MOVES["edit"]

    def item_is_locked(self, item):
        """In a returned report what was already accepted stays as it is."""
        return self.state == self.State.RETURNED and item.is_accepted

    def due_before(self) -> date:
        """The exclusive due date, with an extension where one was granted."""
        extension = max(self.extensions.all(), key=lambda row: row.due_before, default=None)
        return max(self.round.due_before, extension.due_before if extension else date.min)

    def missing_to_submit(self):
        """What still lacks before the report can be sent: a list of ``Missing``."""
        return missing_in(self)

    # -- building ----------------------------------------------------------------------------

    def last_reopening_reason(self):
        """Why the report was last opened after acceptance; "" when it never was."""
        kind = ReportEvent.Kind.REOPENED
        return self.events.filter(kind=kind).values_list("text", flat=True).last() or ""

    def add_items(self, assignments):
        """Entries and updates that these providing assignments ask for; existing ones stay."""
        year = self.round.year
        asked = ((year, Vintage.YTD), (year, Vintage.ESTIMATE), (year - 1, Vintage.FINAL))
        added = []
        for assignment in assignments:
            if assignment.target_id:
                entry, new = TargetEntry.objects.get_or_create(
                    report=self, target=assignment.target
                )
                if new:
                    Figure.objects.bulk_create(
                        Figure(
                            entry=entry,
                            year=asked_year,
                            vintage=vintage,
                            is_share=assignment.target.is_share,
                        )
                        for asked_year, vintage in asked
                    )
                    added.append(entry)
            else:
                update, new = TaskUpdate.objects.get_or_create(report=self, task=assignment.task)
                if new:
                    added.append(update)
        Assessment.objects.get_or_create(report=self)
        take_shared(self)
        return added

    def add_contribution(self, target):
        """A ward's own part of a target, asked once; returns ``(entry, is_new)``."""
        entry, new = TargetEntry.objects.get_or_create(
            report=self, target=target, defaults={"scope": TargetEntry.Scope.WARD}
        )
        if new:
            Figure.objects.create(
                entry=entry,
                year=self.round.year,
                vintage=Vintage.ESTIMATE,
                is_share=target.is_share,
            )
        return entry, new

    def record(self, kind, *, at, by, subject="", text=""):
        return ReportEvent.objects.create(
            report=self, kind=kind, at=at, by=by, subject=subject, text=text
        )

    # -- steps -------------------------------------------------------------------------------

    def _locked(self, step, *, at, version=None):
        """This row, locked and checked against the table of moves; ``self`` is refreshed."""
        self.refresh_from_db(from_queryset=Report.objects.select_for_update())
        if version is not None and version != self.version:
            raise StaleReport(
                _("Báo cáo vừa được người khác thay đổi. Vui lòng xem lại rồi thực hiện lại.")
            )
        if self.state not in self.MOVES[step]:
            raise TransitionRefused(
                _("Không thể thực hiện khi báo cáo đang ở trạng thái “%(state)s”.")
                % {"state": self.get_state_display()}
            )
        is_unit_step = step in {"edit", "hand_over", "submit"}
        if is_unit_step and self.reopened_until and dates.as_day(at) > self.reopened_until:
            raise TransitionRefused(
                _("Thời gian mở lại báo cáo đã hết; số liệu đã duyệt được giữ nguyên.")
            )

    def _save(self, *fields):
        self.version = F("version") + 1
        self.save(update_fields=["version", *fields])
        self.refresh_from_db(fields=["version"])

    @transaction.atomic
    def touch(self, *, by, at):
        """A save of the draft: opens it on the first one and moves the row version."""
        self._locked("edit", at=at)
        if self.state == self.State.NOT_STARTED:
            self.state = self.State.DRAFT
            self.record(ReportEvent.Kind.STARTED, at=at, by=by)
        self._save("state")

    @transaction.atomic
    def hand_over(self, *, by, at, version=None):
        """Staff hand the finished draft to the head of the unit."""
        self._locked("hand_over", at=at, version=version)
        self._check_not_held()
        self._check_complete()
        self.state = self.State.WITH_HEAD
        self.handed_over_at, self.handed_over_by, self.head_note = at, by, ""
        self._save("state", "handed_over_at", "handed_over_by", "head_note")
        self.record(ReportEvent.Kind.HANDED_OVER, at=at, by=by)

    @transaction.atomic
    def give_back(self, *, by, at, note, version=None):
        """The head gives the draft back to staff with a word."""
        if not note.strip():
            raise TransitionRefused(_("Ghi vài lời để chuyên viên biết cần sửa gì."))
        self._locked("give_back", at=at, version=version)
        self.state = self._writing_state()
        self.head_note = note
        self._save("state", "head_note")
        self.record(ReportEvent.Kind.GIVEN_BACK, at=at, by=by, text=note)

    def _writing_state(self):
        if self.reopened_until:
            return self.State.REOPENED
        return self.State.RETURNED if self.returned_at else self.State.DRAFT

    def _check_complete(self):
        missing = self.missing_to_submit()
        if missing:
            raise TransitionRefused(_("Báo cáo còn thiếu nội dung."), missing)

    @transaction.atomic
    def submit(self, *, by, at, version=None):
        """Send the report: freezes a Submission and, the first time, settles punctuality.

        Staff may send only where the unit allows it. Returns the Submission.
        """
        self._locked("submit", at=at, version=version)
        self._check_sender(by, at)
        self._check_complete()
        self._settle_punctuality(at)
        content, words = submission_payload(self, by=by, at=at), self._behalf_words()
        self._clear_behalf()
        self._clear_excuse()
        self._clear_dissolution(at)
        self.state = self.State.SUBMITTED
        self.submitted_at, self.submitted_by = at, by
        for items in (self.entries, self.updates):
            items.filter(review_state=ReviewState.RETURNED).update(
                review_state=ReviewState.PENDING, review_reason=""
            )
        Assessment.objects.filter(report=self, review_state=ReviewState.RETURNED).update(
            review_state=ReviewState.PENDING, review_reason=""
        )
        self.returned_at = self.returned_by = self.resubmit_by = self.reopened_until = None
        self.return_reason = self.reopen_reason = self.head_note = ""
        self._save(
            "state",
            "submitted_at",
            "submitted_by",
            "first_submitted_at",
            "days_late",
            "resent_days_late",
            "returned_at",
            "returned_by",
            "return_reason",
            "resubmit_by",
            "reopened_until",
            "reopen_reason",
            "head_note",
            *BEHALF_FIELDS,
            *EXCUSE_FIELDS,
        )
        # An excused report had no heir to go to; now that it is here, it has.
        ReportHandover.follow_units(self)
        submission = Submission.freeze(self, content, by=by, at=at)
        self.evidence.attached().filter(sent_in__isnull=True).update(sent_in=submission)
        self.record(
            ReportEvent.Kind.SUBMITTED, at=at, by=by, subject=submission.receipt_code, text=words
        )
        self._recount(at=at)
        return submission

    def _check_sender(self, by, at):
        if self.is_entered_by(by):
            self._check_signed_copy()
            return
        owner = self.owner_on(dates.as_day(at))
        roles = owner.memberships.active(dates.as_day(at)).filter(user=by)
        if not (roles if owner.staff_may_submit else roles.filter(role="HEAD")).exists():
            raise TransitionRefused(_("Lãnh đạo đơn vị là người gửi báo cáo."))
        self._check_not_held()

    def _settle_punctuality(self, at):
        """A paper report is on time when the paper came in time."""
        arrived = self.behalf_received_at or at
        if self.first_submitted_at is None:
            self.first_submitted_at = arrived
            self.days_late = dates.days_late(arrived, self.due_before())
        elif self.resubmit_by:
            late = dates.days_late(arrived, self.resubmit_by + timedelta(days=1))
            self.resent_days_late = max(self.resent_days_late, late)


STATE_LOOKS = {
    "NOT_STARTED": ("grey", "circle"),
    "DRAFT": ("grey", "pencil"),
    "WITH_HEAD": ("amber", "hourglass-split"),
    "SUBMITTED": ("blue", "send"),
    "RETURNED": ("red", "arrow-counterclockwise"),
    "ACCEPTED": ("green", "check-circle-fill"),
    "REOPENED": ("amber", "pencil"),
}
