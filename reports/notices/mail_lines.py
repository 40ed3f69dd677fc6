"""One mail as the log shows it: to whom, about what, and what the server said. Never its text."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from post_office.models import STATUS, Email


@dataclass(frozen=True)
class MailLine:
    """Read from a mail with ``notices__user`` and ``logs`` prefetched."""

    email: Email

    @property
    def pk(self) -> int:
        return self.email.pk

    @property
    def _notices(self):
        return list(self.email.notices.all())

    @property
    def subject(self) -> str:
        return self.email.subject

    @property
    def person(self) -> str:
        notices = self._notices
        return notices[0].user.full_name if notices else _("Tài khoản")

    @property
    def address(self) -> str:
        return ", ".join(self.email.to)

    @property
    def at(self) -> datetime:
        """When its cause was; the row's own stamp is the machine's clock."""
        notices = self._notices
        return notices[0].at if notices else self.email.created

    @property
    def is_dead(self) -> bool:
        return self.email.status == STATUS.failed

    @property
    def is_waiting(self) -> bool:
        return self.email.status in {STATUS.queued, STATUS.requeued}

    @property
    def words(self) -> str:
        if self.is_dead:
            return _("Không gửi được")
        return _("Đang chờ gửi") if self.is_waiting else _("Đã gửi")

    @property
    def tone(self) -> str:
        if self.is_dead:
            return "red"
        return "blue" if self.is_waiting else "green"

    @property
    def tries(self) -> int:
        return self.email.number_of_retries or 0

    @property
    def next_at(self) -> datetime | None:
        return self.email.scheduled_time if self.is_waiting else None

    @property
    def problem(self) -> str:
        """The last answer of the server, where the mail has not gone out since."""
        if self.email.status == STATUS.sent:
            return ""
        said = [log for log in self.email.logs.all() if log.status == STATUS.failed]
        return max(said, key=lambda log: log.pk).message if said else ""
