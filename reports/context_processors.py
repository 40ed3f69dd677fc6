"""What every page's frame shows: navigation, the plan, the person's role, the frozen clock."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from targets.models import Plan


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Shell:
    plan: Plan | None
    nav: tuple[NavItem, ...]
    person_role: str
    demo_clock: object
    is_demo: bool


def shell(request):
    """``shell`` for base.html; lazy, so a fragment that shows no frame costs no query."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request):
    powers = getattr(request, "powers", None)
    user = getattr(request, "user", None)
    known = bool(user and user.is_authenticated and powers is not None)
    return Shell(
        # A page that is about one plan names it.
        plan=getattr(request, "shown_plan", None) or Plan.objects.current(),
        nav=_nav(request, powers) if known else (),
        person_role=_role(powers) if known else "",
        demo_clock=settings.FROZEN_CLOCK,
        is_demo=not settings.PRODUCTION,
    )


def _nav(request, powers):
    items = []
    if powers.units:
        items.append(("my_work", _("Việc của tôi"), "list-check"))
    if powers.receives:
        items.append(("review_queue", _("Thẩm định"), "clipboard-check"))
    if powers.sectors or powers.chairs:
        items.append(("sector_list", _("Lĩnh vực"), "people"))
    if powers.receives or powers.leads:
        items.append(("dashboard", _("Bảng điều hành"), "bar-chart-line"))
        if len(powers.sees_plans) > 1:
            items.append(("plan_list", _("Các kế hoạch"), "table"))
        items.append(("filing_board", _("Tình hình nộp"), "inbox"))
        items.append(("consolidated_index", _("Tổng hợp"), "journal-text"))
    if powers.receives or powers.leads or powers.units:
        items.append(("target_list", _("Chỉ tiêu"), "bullseye"))
        items.append(("unit_list", _("Đơn vị"), "building"))
    items.append(("plan_detail", _("Kế hoạch"), "file-earmark-text"))
    if powers.coordinates:
        items.append(("round_list", _("Kỳ báo cáo"), "calendar-event"))
    if powers.is_administrator:
        items.append(("admin:index", _("Quản trị"), "gear"))
    return tuple(
        NavItem(url, label, icon, current=_is_within(request.path, name, url))
        for name, label, icon in items
        for url in [reverse(name)]
    )


# Pages that belong to a menu item of another address.
BELONGING = {
    "my_work": ("/bao-cao/",),
    "round_list": ("/mau-so-dung-chung/", "/kiem-tra-hop-ly/"),
    "filing_board": ("/don-doc/",),
}


def _is_within(path, name, url):
    """Whether a page belongs to a menu item; a unit's report belongs to its own work."""
    return path.startswith((url, *BELONGING.get(name, ())))


def _role(powers):
    if powers.chairs:
        return _("Chủ tịch")
    if powers.sectors:
        return _("Phó Chủ tịch")
    unit, name = powers.first_unit
    if unit:
        position = _("Lãnh đạo") if unit in powers.head_of else _("Chuyên viên")
        return f"{position} – {name}"
    return _("Quản trị hệ thống") if powers.is_administrator else _("Chưa được phân công")
