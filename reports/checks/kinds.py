"""What each kind of check needs: its function, the words of its sentence, the bounds of its limit.

The default sentence and limit stand here; what a plan or its people chose stands in ``CheckRule``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from reports.checks import rules
from reports.models.check_rule import CheckRule

Kind = CheckRule.Kind


@dataclass(frozen=True)
class Limit:
    """``low`` and ``high`` are inclusive; ``hint`` says what more or less of it does."""

    label: str
    usual: Decimal
    low: Decimal
    high: Decimal
    hint: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class Check:
    """``samples`` names every word that the sentence may use, with an example for the preview."""

    find: Callable | None
    sentence: str
    samples: Mapping[str, str]
    limit: Limit | None = None


_YEARS = {"year": "2027", "last_year": "2026"}
D = Decimal

CHECKS = {
    Kind.CHANGE: Check(
        rules.change,
        _(
            "Ước năm {year} là {value}, thay đổi {change} so với năm {last_year} ({previous}); "
            "{record}. Nguyên nhân là gì?"
        ),
        {
            **_YEARS,
            "value": "36,6",
            "previous": "30,0",
            "change": "6,6",
            "record": "từ trước đến nay nhiều nhất 2,1",
        },
        Limit(
            _("Số lần mức thay đổi lớn nhất từng có"),
            D(1),
            D("0.1"),
            D(100),
            _("1: hỏi khi thay đổi vượt mọi năm trước; 1,5: vượt một lần rưỡi mức lớn nhất."),
        ),
    ),
    Kind.TERMS: Check(
        rules.terms,
        _("{what}: {detail}. Vì sao?"),
        {
            **_YEARS,
            "what": "Ước thực hiện cả năm 2027",
            "detail": "mẫu số 220.000 khác mẫu số năm 2026 (195.900) đến 12,3%",
        },
        Limit(
            _("Mẫu số được thay đổi so với năm trước (%)"),
            D(20),
            D(0),
            D(1000),
            _("Chỉ tiêu tốc độ tăng: mẫu số luôn phải bằng giá trị năm trước, không theo ngưỡng."),
        ),
    ),
    Kind.PAIR_SUM: Check(
        rules.pair_sum,
        _(
            "{what}: {one} và {other} cộng lại được {total}%, không phải 100%. "
            "Phần chênh lệch thuộc lĩnh vực nào?"
        ),
        {
            **_YEARS,
            "what": "Ước thực hiện cả năm 2027",
            "one": "CT-02",
            "other": "CT-03",
            "total": "99,70",
        },
        Limit(_("Chênh lệch được phép với 100 (điểm %)"), D("0.1"), D(0), D(100)),
    ),
    Kind.YTD_ABOVE_ESTIMATE: Check(
        rules.ytd_above_estimate,
        _(
            "{what}: 10 tháng là {ytd}, lớn hơn ước cả năm {year} là {estimate}. "
            "Kiểm tra lại hai số này; nếu đúng, nêu lý do."
        ),
        {
            **_YEARS,
            "what": "Khối lượng chất thải rắn được thu gom (tấn)",
            "ytd": "65.000",
            "estimate": "64.100",
        },
    ),
    Kind.FULL_WITHOUT_EVIDENCE: Check(
        rules.full_without_evidence,
        _(
            "{what} đạt {value}% mà chưa có minh chứng. "
            "Đính kèm tài liệu, hoặc ghi rõ căn cứ của con số này."
        ),
        {**_YEARS, "what": "Ước thực hiện cả năm 2027", "value": "100"},
    ),
    Kind.AT_YARDSTICK: Check(
        rules.at_yardstick,
        _(
            "Đã {years} năm liền số liệu bằng đúng mức phải đạt ({yardstick}). "
            "Số này được đếm, đo như thế nào?"
        ),
        {**_YEARS, "years": "2", "yardstick": "88,0%"},
        Limit(_("Số năm liền bằng đúng mức phải đạt"), D(2), D(1), D(20), is_whole=True),
    ),
    Kind.SAME_VALUE: Check(
        rules.same_value,
        _(
            "Ước năm {year} bằng đúng số năm {last_year} ({value}). "
            "Đây là số của năm nay hay chép lại số năm trước?"
        ),
        {**_YEARS, "value": "36,6"},
    ),
    Kind.OFF_PATH: Check(
        rules.off_path,
        _("Ước năm {year} là {value}, {side} mốc tiến độ ({expected}) {gap}. Nguyên nhân là gì?"),
        {
            **_YEARS,
            "value": "33,0",
            "expected": "36,0",
            "gap": "3,0",
            "side": "kém hơn",
            "horizon": "2030",
        },
        Limit(
            _("Khoảng cách với mốc tiến độ"),
            D(10),
            D(0),
            D(1000),
            _("Điểm % cho chỉ tiêu tính bằng phần trăm; % của mốc cho chỉ tiêu khác."),
        ),
    ),
    Kind.SAME_TEXT: Check(
        None,
        _("{what} gần như giống hệt năm {last_year} (giống {likeness}%). Năm nay có gì mới?"),
        {**_YEARS, "what": "Kết quả thực hiện", "likeness": "96"},
        Limit(
            _("Giống nhau từ (0–1)"),
            D("0.9"),
            D("0.5"),
            D(1),
            _("0,9: chín phần mười các cặp từ liền nhau trùng với năm trước."),
        ),
    ),
}

# The weightiest first; a page shows them in this order.
ORDER = {kind: place for place, kind in enumerate(CHECKS)}
