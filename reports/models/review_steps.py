"""The reviewing office's steps on a report; nobody else's."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from q3plan.lib import dates
from targets.progress import Vintage

from .handover import ReportHandover
from .history import ReportEvent
from .items import Assessment, Figure, ReviewState, TargetEntry
from .observation import Observation
from .refusals import TransitionRefused


class ReviewSteps(models.Model):
    """Accepting and returning, item by item and as a whole, and opening again."""

    class Meta:
        abstract = True

    def items(self):
        """Every part of the report that is reviewed on its own."""
        return [*self.entries.select_related("target"), *self.updates.all(), self.assessment]

    def _locked_for_review(self, *, by, at):
        """Nobody judges what they themselves sent, not even for another unit."""
        self._locked("review", at=at)
        if self.submitted_by_id == by.pk:
            raise TransitionRefused(
                _("Anh/chị là người gửi báo cáo này: cần một người khác thẩm định.")
            )

    @transaction.atomic
    def accept_item(self, item, *, by, at, reviewer_rating=""):
        """Accept one entry, update or assessment; an entry's figures begin to count."""
        self._locked_for_review(by=by, at=at)
        self._set_item(item, ReviewState.ACCEPTED, "", by=by, at=at, rating=reviewer_rating)
        self.record(ReportEvent.Kind.ITEM_ACCEPTED, at=at, by=by, subject=str(item)[:250])
        self._recount_figures(item, at=at)

    @transaction.atomic
    def return_item(self, item, *, by, at, reason):
        """Mark one item for correction; the unit sees it once the report is sent back."""
        if not reason.strip():
            raise TransitionRefused(_("Ghi rõ lý do trả lại để đơn vị biết cần sửa gì."))
        self._locked_for_review(by=by, at=at)
        self._set_item(item, ReviewState.RETURNED, reason, by=by, at=at)
        self.record(
            ReportEvent.Kind.ITEM_RETURNED, at=at, by=by, subject=str(item)[:250], text=reason
        )
        self._recount_figures(item, at=at)

    def _recount(self, *, at, since=None):
        """Keep the plan's totals with what they count; the last act of a step."""
        from reports.kept.totals import refresh_totals

        year = self.round.year if since is None else since
        refresh_totals(self.round.plan_id, since=year, at=at)

    def _recount_figures(self, item, *, at):
        """A report brings figures of its year and, final, of the year before."""
        if isinstance(item, TargetEntry):
            self._recount(since=self.round.year - 1, at=at)

    def _set_item(self, item, state, reason, *, by, at, rating=""):
        item.refresh_from_db()  # the row as it was sent, now that the report is locked
        is_figures = isinstance(item, TargetEntry)
        if is_figures and item.is_accepted and state == ReviewState.RETURNED:
            Observation.withdraw(item, at=at)
        item.review_state, item.review_reason = state, reason
        item.reviewed_at, item.reviewed_by = at, by
        fields = ["review_state", "review_reason", "reviewed_at", "reviewed_by"]
        if rating:
            item.reviewer_rating = rating
            fields.append("reviewer_rating")
        item.save(update_fields=fields)
        if is_figures and state == ReviewState.ACCEPTED:
            Observation.accept(item, by=by, at=at)

    @transaction.atomic
    def send_back(self, *, by, at, reason, resubmit_by):
        """Return the report with a reason and the last good day for sending it again."""
        if not reason.strip():
            raise TransitionRefused(_("Ghi rõ lý do trả lại để đơn vị biết cần sửa gì."))
        if resubmit_by < dates.as_day(at):
            raise TransitionRefused(_("Hạn gửi lại phải từ hôm nay trở đi."))
        self._locked_for_review(by=by, at=at)
        if all(item.is_accepted for item in self.items()):
            raise TransitionRefused(
                _("Mọi nội dung đã được duyệt: đánh dấu nội dung cần sửa rồi mới trả lại.")
            )
        self.state = self.State.RETURNED
        self.returned_at, self.returned_by = at, by
        self.return_reason, self.resubmit_by = reason, resubmit_by
        self._save("state", "returned_at", "returned_by", "return_reason", "resubmit_by")
        ReportHandover.follow_units(self)
        self.record(ReportEvent.Kind.RETURNED, at=at, by=by, text=reason)
        self._recount(at=at)

    @transaction.atomic
    def accept(self, *, by, at):
        """Accept the whole report: every item that still waits is accepted with it."""
        self._locked_for_review(by=by, at=at)
        items = self.items()
        if any(item.is_returned for item in items):
            raise TransitionRefused(
                _("Có nội dung đang đề nghị sửa: trả lại báo cáo hoặc duyệt nội dung đó trước.")
            )
        for item in items:
            if not item.is_accepted:
                self._set_item(item, ReviewState.ACCEPTED, "", by=by, at=at)
        self.state = self.State.ACCEPTED
        self.accepted_at, self.accepted_by = at, by
        self._save("state", "accepted_at", "accepted_by")
        self.record(ReportEvent.Kind.ACCEPTED, at=at, by=by)
        self._recount(since=self.round.year - 1, at=at)

    @transaction.atomic
    def reopen(self, *, by, at, reason, until):
        """Open an accepted report again until the end of a day; accepted figures keep counting."""
        if not reason.strip():
            raise TransitionRefused(_("Ghi rõ lý do mở lại báo cáo."))
        today = dates.as_day(at)
        if until < today:
            raise TransitionRefused(_("Ngày kết thúc mở lại phải từ hôm nay trở đi."))
        self._locked("reopen", at=at)
        if self.state == self.State.WITH_HEAD and not self.reopened_until:
            raise TransitionRefused(_("Báo cáo này đang ở đơn vị, chưa gửi."))
        self.state = self.State.REOPENED
        self.reopen_reason, self.reopened_until = reason, until
        self._save("state", "reopen_reason", "reopened_until")
        ReportHandover.follow_units(self)
        for items in (self.entries, self.updates, Assessment.objects.filter(report=self)):
            items.update(review_state=ReviewState.PENDING, review_reason="")
        if today.year > self.round.year:
            self._ask_preliminary()
        self.record(ReportEvent.Kind.REOPENED, at=at, by=by, text=reason)
        self._recount(at=at)

    def _ask_preliminary(self):
        """Once the year is over a better value is a later vintage beside the estimate (trap T8)."""
        entries = self.entries.filter(scope=TargetEntry.Scope.WHOLE).select_related("target")
        for entry in entries:
            Figure.objects.get_or_create(
                entry=entry,
                year=self.round.year,
                vintage=Vintage.PRELIMINARY,
                defaults={"is_share": entry.target.is_share},
            )

    @transaction.atomic
    def close_reopened(self, *, by, at, reason):
        """End a reopening before its day: the report is closed from today on."""
        if not reason.strip():
            raise TransitionRefused(_("Ghi rõ lý do đóng sớm để đơn vị biết."))
        self._locked("reopen", at=at)
        today = dates.as_day(at)
        if not self.reopened_until or self.reopened_until < today:
            raise TransitionRefused(_("Báo cáo này không còn trong thời gian mở lại."))
        self.state, self.reopened_until = self.State.REOPENED, today - dates.ONE_DAY
        self._save("state", "reopened_until")
        subject = _("từ ngày %(day)s") % {"day": dates.day_text(today)}
        self.record(ReportEvent.Kind.CLOSED_EARLY, at=at, by=by, subject=subject, text=reason)
