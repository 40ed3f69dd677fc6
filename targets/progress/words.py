"""The vocabulary of the rules: every status with its word, tone and shape for readers.

Tones: red, amber, green, grey, blue. Shapes are names of icons; shape and word
always accompany the colour, so nothing depends on seeing it.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Look:
    """Gives a status its tone and its shape."""

    @property
    def tone(self):
        return _LOOKS[self.value][0]

    @property
    def shape(self):
        return _LOOKS[self.value][1]


class Comparator(TextChoices):
    GE = "GE", _("từ … trở lên")
    GT = "GT", _("trên")
    LE = "LE", _("không quá")
    LT = "LT", _("dưới")
    EQ = "EQ", _("bằng")
    BETWEEN = "BETWEEN", _("trong khoảng")
    ABOUT = "ABOUT", _("khoảng")
    BETTER = "BETTER", _("tốt hơn năm trước")

    @property
    def symbol(self):
        return _SYMBOLS[self.value]


_SYMBOLS = {
    "GE": "≥",
    "GT": ">",
    "LE": "≤",
    "LT": "<",
    "EQ": "=",
    "BETWEEN": "∈",
    "ABOUT": "≈",
    "BETTER": "↗",
}


class Mode(TextChoices):
    REACH = "REACH", _("đạt vào năm cuối kỳ")
    HOLD = "HOLD", _("duy trì hằng năm")
    AVERAGE = "AVERAGE", _("bình quân giai đoạn")


class Vintage(TextChoices):
    YTD = "YTD", _("thực hiện 10 tháng")
    ESTIMATE = "ESTIMATE", _("ước cả năm")
    PRELIMINARY = "PRELIMINARY", _("sơ bộ")
    FINAL = "FINAL", _("chính thức")

    @property
    def rank(self):
        """Order of arrival and of weight: 0 (YTD) to 3 (FINAL)."""
        return list(type(self)).index(self)

    @property
    def mark(self):
        """The short remark printed after a value, or an empty string."""
        return {"YTD": _("10 tháng"), "ESTIMATE": _("ước"), "PRELIMINARY": _("sơ bộ")}.get(
            self.value, ""
        )


class YearStatus(Look, TextChoices):
    EXCEEDED = "EXCEEDED", _("Vượt")
    MET = "MET", _("Đạt")
    MISSED = "MISSED", _("Không đạt")
    NO_DATA = "NO_DATA", _("Chưa có số liệu")
    NOT_ASSESSABLE = "NOT_ASSESSABLE", _("Chưa đánh giá")
    NOT_STARTED = "NOT_STARTED", _("Chưa đến kỳ")

    @property
    def is_assessed(self):
        return self.value in {"EXCEEDED", "MET", "MISSED"}


class PaceStatus(Look, TextChoices):
    ACHIEVED_EARLY = "ACHIEVED_EARLY", _("Đạt sớm")
    ON_TRACK = "ON_TRACK", _("Đúng tiến độ")
    BEHIND = "BEHIND", _("Chậm tiến độ")
    AT_RISK = "AT_RISK", _("Nguy cơ không đạt")
    WORSENING = "WORSENING", _("Thụt lùi")

    @property
    def rank(self):
        """0 (best, ACHIEVED_EARLY) to 4 (worst, WORSENING)."""
        return list(type(self)).index(self)


class Flag(Look, TextChoices):
    WATCH = "WATCH", _("cần theo dõi")
    NEAR_MISS = "NEAR_MISS", _("sát ngưỡng")


class ReportingStatus(Look, TextChoices):
    NOT_DUE = "NOT_DUE", _("Chưa đến hạn")
    DUE_SOON = "DUE_SOON", _("Sắp đến hạn")
    SENT = "SENT", _("Đã gửi")
    RETURNED = "RETURNED", _("Trả lại")
    ACCEPTED = "ACCEPTED", _("Đã duyệt")
    OVERDUE = "OVERDUE", _("Quá hạn")
    # Not expected at all: neither late nor due (rule 5.8).
    EXCUSED = "EXCUSED", _("Được miễn")
    ENDED = "ENDED", _("Đơn vị đã kết thúc")


class NoDataReason(TextChoices):
    NOT_DUE = "NOT_DUE", _("chưa đến hạn báo cáo")
    OVERDUE = "OVERDUE", _("quá hạn")
    IN_REVIEW = "IN_REVIEW", _("đang duyệt")
    RETURNED = "RETURNED", _("bị trả lại")
    NO_SOURCE = "NO_SOURCE", _("không có nguồn số liệu")


_LOOKS = {
    "EXCEEDED": ("green", "caret-up-fill"),
    "MET": ("green", "check-circle-fill"),
    "MISSED": ("red", "x-circle-fill"),
    "NO_DATA": ("grey", "dash-circle"),
    "NOT_ASSESSABLE": ("grey", "circle"),
    "NOT_STARTED": ("grey", "hourglass-split"),
    "ACHIEVED_EARLY": ("green", "flag-fill"),
    "ON_TRACK": ("green", "arrow-right"),
    "BEHIND": ("amber", "exclamation-triangle-fill"),
    "AT_RISK": ("red", "diamond-fill"),
    "WORSENING": ("red", "caret-down-fill"),
    "WATCH": ("amber", "exclamation-circle"),
    "NEAR_MISS": ("amber", "record-circle"),
    "NOT_DUE": ("grey", "calendar-event"),
    "DUE_SOON": ("amber", "clock"),
    "SENT": ("blue", "send"),
    "RETURNED": ("amber", "arrow-counterclockwise"),
    "ACCEPTED": ("green", "check-circle-fill"),
    "OVERDUE": ("red", "clock-history"),
    "EXCUSED": ("grey", "dash-circle"),
    "ENDED": ("grey", "circle"),
}
