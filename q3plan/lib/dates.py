"""Days, deadlines and punctuality in Asia/Ho_Chi_Minh.

"Trước ngày 10/11" is exclusive: the last good instant is 09/11 23:59:59.999999 local time, and
a weekend does not move it (clause III.15; domain rule 5.8).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
ONE_DAY = timedelta(days=1)
_WEEKDAYS = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)


def local(moment: datetime) -> datetime:
    """The moment on a clock in Quận 3; a naive moment is refused (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    return moment.astimezone(LOCAL)


def as_day(value: date | datetime) -> date:
    """The calendar day in Quận 3 of a date or an aware moment."""
    return local(value).date() if isinstance(value, datetime) else value


def weekday_name(value: date | datetime) -> str:
    return str(_WEEKDAYS[as_day(value).weekday()])


def day_text(value: date | datetime) -> str:
    """ "03/11/2027", both padded, for screens."""
    return as_day(value).strftime("%d/%m/%Y")


def document_date(day: date) -> str:
    """ "ngày 05 tháng 3 năm 2026": in documents only months 1 and 2 are padded (trap T6)."""
    return _("ngày %(day)s tháng %(month)s năm %(year)s") % _document_parts(day)


def document_short_date(day: date) -> str:
    """ "07/7/2023", padded as documents do (trap T6)."""
    parts = _document_parts(day)
    return f"{parts['day']}/{parts['month']}/{parts['year']}"


def _document_parts(day):
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return {"day": f"{day.day:02d}", "month": month, "year": day.year}


def cutoff(due_before: date) -> datetime:
    """The first moment that is too late: 00:00 of ``due_before`` in Asia/Ho_Chi_Minh."""
    return datetime.combine(due_before, time.min, LOCAL)


def is_on_time(at: datetime, due_before: date) -> bool:
    return at < cutoff(due_before)


def days_late(at: datetime, due_before: date) -> int:
    """Calendar days from ``due_before``: 0 before the cut-off, 1 during ``due_before`` itself."""
    return max(0, (as_day(at) - due_before).days + 1)


def due_words(due_before: date) -> str:
    """ "trước ngày 10/11/2027 (đến hết 09/11/2027)"."""
    return _("trước ngày %(due)s (đến hết %(last)s)") % {
        "due": day_text(due_before),
        "last": day_text(due_before - ONE_DAY),
    }


@dataclass(frozen=True)
class Countdown:
    """How far a deadline is away on one day; ``days_left`` is 0 on the last good day."""

    due_before: date
    days_left: int
    days_late: int

    @property
    def last_on(self) -> date:
        return self.due_before - ONE_DAY

    @property
    def last_working_on(self) -> date:
        """The last Monday–Friday on which the office can still send in time."""
        return self.last_on - ONE_DAY * max(0, self.last_on.weekday() - 4)

    @property
    def is_over(self) -> bool:
        return self.days_late > 0

    @property
    def short(self) -> str:
        """ "còn 6 ngày", "hôm nay là ngày cuối" or "quá hạn 3 ngày"."""
        if self.is_over:
            return _("quá hạn %(days)s ngày") % {"days": self.days_late}
        if not self.days_left:
            return _("hôm nay là ngày cuối")
        return _("còn %(days)s ngày") % {"days": self.days_left}

    @property
    def words(self) -> str:
        """ "còn 6 ngày – trước ngày 10/11/2027, đến hết thứ Ba 09/11" and the last working day."""
        text = _("%(short)s – trước ngày %(due)s, đến hết %(weekday)s %(last)s") % {
            "short": self.short,
            "due": day_text(self.due_before),
            "weekday": weekday_name(self.last_on),
            "last": self.last_on.strftime("%d/%m"),
        }
        if self.is_over or self.last_working_on == self.last_on:
            return text
        return _("%(text)s; ngày làm việc cuối cùng: %(weekday)s %(day)s") % {
            "text": text,
            "weekday": weekday_name(self.last_working_on),
            "day": self.last_working_on.strftime("%d/%m"),
        }

    def __str__(self):
        return self.words


def countdown(on: date | datetime, due_before: date) -> Countdown:
    """The countdown to ``due_before`` as it stands on a day (or at an aware moment)."""
    days = (due_before - as_day(on)).days
    return Countdown(due_before, days_left=max(0, days - 1), days_late=max(0, 1 - days))


class PunctualityState(TextChoices):
    """Tone and shape are those of lamps; the label is the short word for lists."""

    PENDING = "PENDING", gettext_lazy("Chưa đến hạn")
    ON_TIME = "ON_TIME", gettext_lazy("Đúng hạn")
    ON_TIME_EXTENDED = "ON_TIME_EXTENDED", gettext_lazy("Đúng hạn theo gia hạn")
    LATE = "LATE", gettext_lazy("Trễ hạn")
    OVERDUE = "OVERDUE", gettext_lazy("Quá hạn, chưa gửi")
    EXCUSED = "EXCUSED", gettext_lazy("Được miễn báo cáo")
    DISSOLVED = "DISSOLVED", gettext_lazy("Đơn vị đã kết thúc, không tính hạn")

    @property
    def tone(self) -> str:
        return _LOOKS[self.value][0]

    @property
    def shape(self) -> str:
        return _LOOKS[self.value][1]


_LOOKS = {
    "PENDING": ("grey", "calendar-event"),
    "ON_TIME": ("green", "check-circle-fill"),
    "ON_TIME_EXTENDED": ("green", "check-lg"),
    "LATE": ("amber", "clock-history"),
    "OVERDUE": ("red", "exclamation-triangle"),
    "EXCUSED": ("grey", "dash-circle"),
    "DISSOLVED": ("grey", "circle"),
}


@dataclass(frozen=True)
class Resubmission:
    """A return that asked for the report again until the end of ``until_on`` (inclusive)."""

    until_on: date
    submitted_at: datetime | None = None


@dataclass(frozen=True)
class Punctuality:
    state: PunctualityState
    days_late: int = 0
    extension_until: date | None = None
    after_return: bool = False

    @property
    def is_on_time(self) -> bool:
        return self.state in {PunctualityState.ON_TIME, PunctualityState.ON_TIME_EXTENDED}

    @property
    def label(self) -> str:
        if self.state is PunctualityState.ON_TIME_EXTENDED:
            return _("Đúng hạn theo gia hạn đến %(day)s") % {"day": day_text(self.extension_until)}
        if self.state is PunctualityState.LATE:
            words = _("Trễ %(days)s ngày") % {"days": self.days_late}
        elif self.state is PunctualityState.OVERDUE and self.after_return:
            return _("Quá hạn %(days)s ngày, chưa gửi lại") % {"days": self.days_late}
        elif self.state is PunctualityState.OVERDUE:
            words = _("Quá hạn %(days)s ngày, chưa gửi") % {"days": self.days_late}
        else:
            return str(self.state.label)
        return _("%(words)s (sau khi trả lại)") % {"words": words} if self.after_return else words

    @property
    def tone(self) -> str:
        return self.state.tone

    @property
    def shape(self) -> str:
        return self.state.shape


def punctuality(first_submitted_at, due_before, *, at, extension_until=None, resubmissions=()):
    """Judge one report as it stands at the aware moment ``at`` (domain rule 5.8).

    The first complete submission decides. ``extension_until`` (inclusive day) is shown apart. A
    returned report stays on time when sent again within the time given, else it is late from the
    day after that; a return that came after a late first submission changes nothing.
    """
    last_good = max(extension_until or date.min, due_before - ONE_DAY)
    first = _judged(first_submitted_at, last_good + ONE_DAY, at)
    if first.state is not PunctualityState.ON_TIME:
        return first
    for asked in resubmissions:
        again = _judged(asked.submitted_at, asked.until_on + ONE_DAY, at)
        if again.days_late:
            return Punctuality(again.state, again.days_late, extension_until, after_return=True)
    if is_on_time(first_submitted_at, due_before):
        return first
    return Punctuality(PunctualityState.ON_TIME_EXTENDED, 0, extension_until)


def _judged(submitted_at, due_before, at):
    late = days_late(submitted_at or at, due_before)
    if submitted_at:
        state = PunctualityState.LATE if late else PunctualityState.ON_TIME
    else:
        state = PunctualityState.OVERDUE if late else PunctualityState.PENDING
    return Punctuality(state, late)
