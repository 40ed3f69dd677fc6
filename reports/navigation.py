"""The menu: what each person finds in it, in the order of their day.

A line names a page, its words, icon, who has it, and addresses elsewhere that belong to it;
``is_over_plans`` asks for the person's powers over all plans, not only within the one shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assignments.permissions import Powers


@dataclass(frozen=True)
class Line:
    name: str
    label: str | Promise
    icon: str
    is_for: Callable[[Powers], bool]
    belonging: tuple[str, ...] = ()
    is_over_plans: bool = False


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    icon: str
    current: bool


def _works(powers):
    return bool(powers.units)


def _receives(powers):
    return bool(powers.receives)


def _leads(powers):
    return powers.leads


def _looks_over(powers):
    return bool(powers.receives or powers.leads)


def _takes_part(powers):
    return bool(powers.receives or powers.leads or powers.units)


def _coordinates(powers):
    return bool(powers.coordinates)


def _administers(powers):
    return powers.is_administrator


def _follows_several(powers):
    return len(powers.sees_plans) > 1


def _administers_or_coordinates(powers):
    return bool(powers.is_administrator or powers.coordinates)


def _everybody(powers):
    return True


DAILY = (
    Line("my_work", _("Việc của tôi"), "list-check", _works, ("/bao-cao/",)),
    Line("review_queue", _("Thẩm định"), "clipboard-check", _receives),
    Line("sector_list", _("Lĩnh vực"), "people", _leads),
    Line("directive_list", _("Chỉ đạo"), "chat-left-text", _takes_part),
    Line("dashboard", _("Bảng điều hành"), "bar-chart-line", _looks_over),
    Line("filing_board", _("Tình hình nộp"), "inbox", _looks_over, ("/don-doc/",)),
    Line("consolidated_index", _("Tổng hợp"), "journal-text", _looks_over),
    Line("target_list", _("Chỉ tiêu"), "bullseye", _takes_part),
    Line("unit_list", _("Đơn vị"), "building", _takes_part),
    Line("plan_detail", _("Kế hoạch"), "file-earmark-text", _everybody),
)
# What is needed a few times a year stands together behind one word.
MANAGED = (
    Line(
        "portfolio_list",
        _("Phân công lĩnh vực"),
        "people",
        lambda powers: bool(powers.is_administrator or powers.chairs),
    ),
    Line("plan_list", _("Các kế hoạch"), "table", _follows_several, is_over_plans=True),
    Line(
        "round_list",
        _("Kỳ báo cáo"),
        "calendar-event",
        _coordinates,
        ("/mau-so-dung-chung/", "/kiem-tra-hop-ly/"),
    ),
    Line(
        "annual_index",
        _("Chỉ tiêu giao năm"),
        "bullseye",
        lambda powers: bool(powers.coordinates or powers.chairs),
        ("/muc-cap-tren-giao/",),
    ),
    Line(
        "plan_import",
        _("Nhập kế hoạch"),
        "file-earmark-arrow-up",
        _administers_or_coordinates,
    ),
    Line("reminder_board", _("Nhắc việc"), "bell", _coordinates, ("/thong-bao/thu-da-xep/",)),
    Line(
        "mail_log",
        _("Sổ thư gửi"),
        "envelope",
        lambda powers: powers.is_administrator and not powers.coordinates,
    ),
    Line("amendment_list", _("Điều chỉnh"), "pencil", _takes_part),
    Line(
        "people_list",
        _("Người dùng"),
        "person-badge",
        lambda powers: bool(powers.is_administrator or powers.head_of),
    ),
    Line(
        "reorganisation_list",
        _("Sắp xếp đơn vị"),
        "diagram-3",
        _administers_or_coordinates,
    ),
    Line("audit_log", _("Nhật ký thay đổi"), "clock-history", _administers_or_coordinates),
    Line("admin:index", _("Quản trị dữ liệu"), "gear", _administers),
)


def menu_for(request: HttpRequest) -> tuple[tuple[NavItem, ...], tuple[NavItem, ...]]:
    """The two parts of the menu that this person has, the page that is open marked in one."""
    parts = [
        [
            (reverse(line.name), line)
            for line in lines
            if line.is_for(request.all_powers if line.is_over_plans else request.powers)
        ]
        for lines in (DAILY, MANAGED)
    ]
    # The page's address as it is printed here: the one asked for need not name the plan.
    path = get_script_prefix() + request.path_info.removeprefix("/")
    here = _line_of(path, [*parts[0], *parts[1]])
    daily, managed = (
        tuple(NavItem(url, line.label, line.icon, current=line is here) for url, line in part)
        for part in parts
    )
    return daily, managed


def _line_of(path: str, lines: list[tuple[str, Line]]) -> Line | None:
    """The line whose address, or one that belongs to it, is the longest beginning of ``path``."""
    within = get_script_prefix().rstrip("/")
    reached = [
        (len(start), line)
        for url, line in lines
        for start in (url, *(within + other for other in line.belonging))
        if path.startswith(start)
    ]
    return max(reached, key=lambda pair: pair[0], default=(0, None))[1]
