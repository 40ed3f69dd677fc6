"""What every page's frame shows: navigation, the plan, the person's role, the frozen clock."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from assignments.shown_plan import shown_plan
from reports.models.notice import unread_notices
from reports.navigation import NavItem, menu_for
from targets.models import Plan


@dataclass(frozen=True)
class Shell:
    plan: Plan | None
    nav: tuple[NavItem, ...]
    managed: tuple[NavItem, ...]
    person_role: str
    unread: int
    demo_clock: object
    is_demo: bool

    @property
    def is_in_managed(self) -> bool:
        return any(item.current for item in self.managed)


def shell(request):
    """``shell`` for base.html; lazy, so a fragment that shows no frame costs no query."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request):
    powers = getattr(request, "powers", None)
    user = getattr(request, "user", None)
    known = bool(user and user.is_authenticated and powers is not None)
    nav, managed = menu_for(request) if known else ((), ())
    return Shell(
        # A page that is about one plan names it.
        plan=shown_plan(request),
        nav=nav,
        managed=managed,
        person_role=_role(powers) if known else "",
        unread=unread_notices(user) if known else 0,
        demo_clock=settings.FROZEN_CLOCK,
        is_demo=not settings.PRODUCTION,
    )


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
