"""The way of a proposal to amend the plan: each step locks, checks, stamps and is recorded."""

from datetime import date

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from q3plan.lib import dates

from .refusals import StaleReport, TransitionRefused


class AmendmentSteps(models.Model):
    """Proposed, returned for clarification, forwarded, decided or refused, withdrawn."""

    # Step → the states in which it may be taken.
    MOVES = {
        "revise": {"DRAFT", "RETURNED"},
        "propose": {"DRAFT", "RETURNED"},
        "send_back": {"PROPOSED", "FORWARDED"},
        "forward": {"PROPOSED"},
        "decide": {"FORWARDED"},
        "refuse": {"FORWARDED"},
        "withdraw": {"DRAFT", "PROPOSED", "RETURNED", "FORWARDED"},
    }

    class Meta:
        abstract = True

    def allows(self, step: str) -> bool:
        return self.state in self.MOVES[step]

    @transaction.atomic
    def revise(self, *, change, reason, by, at, version=None):
        """New content of a proposal that its unit holds."""
        self._locked("revise", version)
        self.change, self.reason = change, reason
        self._save("change", "reason")

    @transaction.atomic
    def propose(self, *, by, at, version=None, text=""):
        """The unit sends it to the coordinating unit."""
        self._locked("propose", version)
        self._must_say(self.reason, _("Ghi lý do, căn cứ của đề nghị trước khi gửi."))
        self._move(self.State.PROPOSED, "PROPOSED", by=by, at=at, text=text)

    @transaction.atomic
    def send_back(self, *, by, at, reason, version=None):
        """Ask the unit for clarification."""
        self._must_say(reason, _("Ghi rõ cần đơn vị làm rõ nội dung gì."))
        self._locked("send_back", version)
        self._move(self.State.RETURNED, "RETURNED", by=by, at=at, text=reason.strip())

    @transaction.atomic
    def forward(self, *, by, at, opinion, version=None):
        """Put it, with the coordinating unit's opinion, before those who decide."""
        self._must_say(opinion, _("Ghi ý kiến của cơ quan đầu mối trước khi trình."))
        self._locked("forward", version)
        self.opinion = opinion.strip()
        self._move(self.State.FORWARDED, "FORWARDED", "opinion", by=by, at=at, text=self.opinion)

    @transaction.atomic
    def decide(self, *, decision, effective_on: date, by, at, version=None):
        """Approve it by a decision; it changes nothing before ``effective_on``.

        The results of past years stand: it never takes effect in a year before this one, nor in one
        before the decision.
        """
        self._locked("decide", version)
        first = max(decision.decided_on.year, dates.as_day(at).year)
        if effective_on.year < first or effective_on <= self.plan.issued_on:
            raise TransitionRefused(
                _(
                    "Ngày áp dụng sớm nhất là 01/01/%(year)s: kết quả của những năm đã qua "
                    "được giữ nguyên."
                )
                % {"year": first}
            )
        self.decision, self.effective_on = decision, effective_on
        text = _("%(number)s, áp dụng từ %(day)s") % {
            "number": decision.number,
            "day": dates.day_text(effective_on),
        }
        fields = ("decision", "effective_on")
        self._move(self.State.DECIDED, "DECIDED", *fields, by=by, at=at, text=text)

    @transaction.atomic
    def refuse(self, *, by, at, reason, version=None, decision=None):
        self._must_say(reason, _("Ghi rõ lý do không chấp thuận."))
        self._locked("refuse", version)
        self.decision = decision
        self._move(self.State.REFUSED, "REFUSED", "decision", by=by, at=at, text=reason.strip())

    @transaction.atomic
    def withdraw(self, *, by, at, version=None, text=""):
        """The unit takes it back; nothing was decided yet."""
        self._locked("withdraw", version)
        self._move(self.State.WITHDRAWN, "WITHDRAWN", by=by, at=at, text=text)

    @transaction.atomic
    def mark_applied(self, *, before, at):
        """What it changed has just been changed; ``before`` is what was."""
        if self.state != self.State.DECIDED or self.applied_at is not None:
            raise TransitionRefused(_("Chỉ điều chỉnh đã quyết định mới được áp dụng."))
        self.before, self.applied_at = before, at
        self._save("before", "applied_at")
        self.steps.create(kind="APPLIED", at=at)

    def _locked(self, step, version):
        locked = type(self).objects.select_for_update(of=("self",))
        self.refresh_from_db(from_queryset=locked)
        if version is not None and version != self.version:
            raise StaleReport(
                _("Đề nghị vừa được người khác thay đổi. Vui lòng xem lại rồi thực hiện lại.")
            )
        if not self.allows(step):
            raise TransitionRefused(
                _("Không thực hiện được khi đề nghị ở trạng thái “%(state)s”.")
                % {"state": self.get_state_display()}
            )

    def _move(self, state, kind, *fields, by, at, text=""):
        self.state = state
        self._save("state", *fields)
        self.steps.create(kind=kind, at=at, by=by, text=text)

    def _save(self, *fields):
        self.version = F("version") + 1
        self.save(update_fields=["version", *fields])
        self.refresh_from_db(fields=["version"])

    @staticmethod
    def _must_say(words, message):
        if not words.strip():
            raise TransitionRefused(message)
