"""The wards' sum becomes the providing unit's own estimate: one more save of its draft."""

import re

from django.http import QueryDict
from django.utils.translation import gettext as _

from q3plan.lib.dates import day_text
from q3plan.lib.numbers import input_text
from reports.entry import saving
from reports.models import TransitionRefused
from targets.progress import Vintage

NAME = Vintage.ESTIMATE.value.lower()
# Our own sentences, each on its line: adopting again puts the new one in the place of the old.
OWN_SOURCE = re.compile(r"^Tổng hợp từ \d+/\d+ phường.*\n?", re.MULTILINE)
OWN_GAP = re.compile(r"^Số liệu theo phường chưa đủ:.*\n?", re.MULTILINE)


def adopt(report, code, breakdown, *, version, stamp, by, at):
    """Put the sum of what wards sent into the draft's estimate, versioned like any other save.

    Raises TransitionRefused, in words, when there is nothing to take, the sum or the draft changed
    since the page was shown, or the report cannot be written now.
    """
    total = breakdown.sent
    if stamp != breakdown.stamp:
        raise TransitionRefused(
            _("Số tổng hợp vừa thay đổi vì có phường gửi thêm. Xem lại rồi thực hiện lại.")
        )

    def make_forms(own):
        return [form for form in saving.entry_forms(own) if form.target.code == code]

    [form] = make_forms(report)
    if report.item_is_locked(form.item):
        raise TransitionRefused(_("Số liệu của chỉ tiêu này đã được duyệt nên giữ nguyên."))
    figure = next(figure for figure in form.figures if figure.name == NAME)
    if problem := hindrance(form.target, figure, total):
        raise TransitionRefused(problem)
    data = _typed(form, total, version, at)
    outcome = saving.save(report, make_forms, data, by=by, at=at)
    if outcome.refusal:
        raise TransitionRefused(outcome.refusal)
    if outcome.conflicts or outcome.refused:
        raise TransitionRefused(
            _("Số liệu của chỉ tiêu này vừa được người khác sửa. Xem lại rồi thực hiện lại.")
        )


def hindrance(target, figure, total) -> str:
    """Why the sum cannot become the unit's estimate; "" when it can.

    A shared denominator is the whole district's: the numerators of some wards over it would give a
    rate of nothing.
    """
    if total.part is None:
        return _("Chưa có phường nào gửi số liệu để tổng hợp.")
    if not figure.shared_denominator_id:
        return ""
    if not total.is_complete:
        return _(
            "Mẫu số lấy từ bảng dùng chung là của toàn quận nên chỉ dùng được tổng tử số khi đủ "
            "số liệu của các phường."
        )
    if target.is_share and total.part.numerator > figure.denominator:
        return _("Tổng tử số của các phường lớn hơn mẫu số dùng chung nên không dùng được.")
    return ""


def _typed(form, total, version, at):
    """What a person would have typed into the form of the target."""
    stored = form.stored()
    words = {
        f"{NAME}_numerator": input_text(total.part.numerator),
        f"{NAME}_denominator": input_text(total.part.denominator),
        "source": source_text(stored["source"], total, at),
        "explanation": explanation_text(stored["explanation"], total),
    }
    asked = {field.name for field in form.fields}
    data = QueryDict(mutable=True)
    data[f"{form.prefix}-version"] = version
    for name, text in words.items():
        # A shared denominator is no field of the form: it stays what the table says.
        if name in asked:
            data[f"{form.prefix}-{name}"] = text
    return data


def source_text(text, total, at) -> str:
    words = {"coverage": total.coverage, "day": day_text(at)}
    own = _("Tổng hợp từ %(coverage)s phường, số đã gửi đến ngày %(day)s.") % words
    return _joined(OWN_SOURCE.sub("", text), own)


def explanation_text(text, total) -> str:
    """An incomplete sum says so; a complete one takes the earlier remark away."""
    kept = OWN_GAP.sub("", text).strip()
    if total.is_complete:
        return kept
    words = {"names": total.missing_names}
    return _joined(kept, _("Số liệu theo phường chưa đủ: còn thiếu %(names)s.") % words)


def _joined(text, own):
    return f"{text.strip()}\n{own}".strip()
