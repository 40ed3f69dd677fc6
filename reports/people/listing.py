"""The people whom somebody arranges, with how they stand."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, TextChoices
from django.utils.translation import gettext_lazy as _

from assignments.models import Membership, Portfolio, Unit
from assignments.permissions import Powers
from q3plan.accounts.models import User
from q3plan.lib.ordering import person_key
from q3plan.lib.text import nfc
from reports.people.access import managed_people

JANUARY = 1
# The name of an office begins like this; a person's does not, with its marks: Tô is a family.
SHARED_WORDS = (
    *("phòng ", "phường ", "ubnd", "ủy ban", "văn phòng", "đơn vị", "bộ phận", "tổ ", "ban "),
    *("tài khoản", "công an", "trung tâm", "chi cục"),
)


class Standing(TextChoices):
    ACTIVE = "dang-lam-viec", _("Đang làm việc")
    NEVER = "chua-dang-nhap", _("Chưa đăng nhập lần nào")
    WITHOUT_UNIT = "chua-phan-cong", _("Chưa thuộc đơn vị nào")
    DISABLED = "da-khoa", _("Đã khóa")


@dataclass(frozen=True)
class Person:
    """``memberships`` and ``portfolios`` are those in force; ``past`` the others, newest first."""

    user: User
    memberships: tuple[Membership, ...]
    portfolios: tuple[Portfolio, ...]
    past: tuple[Membership, ...]
    standing: Standing

    @property
    def looks_shared(self) -> bool:
        return looks_shared(self.user.full_name)

    @property
    def places(self) -> str:
        held = [f"{m.get_role_display()}, {m.unit.short_name}" for m in self.memberships]
        return "; ".join(
            [*held, *(str(p.sector or p.get_position_display()) for p in self.portfolios)]
        )


def looks_shared(name: str) -> bool:
    """Whether a name is an office's rather than a person's."""
    return nfc(name).casefold().startswith(SHARED_WORDS)


def read_people(powers: Powers) -> list[Person]:
    """In Vietnamese order of given names; three queries."""
    memberships = Membership.objects.select_related("unit", "substitutes_for")
    if not powers.is_administrator:
        memberships = memberships.filter(unit__in=powers.head_of)
    users = managed_people(powers).prefetch_related(
        Prefetch("memberships", memberships.order_by("-valid_from", "-pk")),
        Prefetch("portfolios", Portfolio.objects.active(powers.on).select_related("sector")),
    )
    return sorted(
        (person_of(u, on=powers.on) for u in users), key=lambda p: person_key(p.user.full_name)
    )


def person_of(user: User, *, on: date) -> Person:
    rows = list(user.memberships.all())
    held = tuple(m for m in rows if m.valid_from <= on and (m.valid_to is None or m.valid_to >= on))
    portfolios = tuple(user.portfolios.all())
    return Person(
        user=user,
        memberships=held,
        portfolios=portfolios,
        past=tuple(m for m in rows if m not in held),
        standing=_standing(user, held or portfolios),
    )


def _standing(user, places):
    if not user.is_active:
        return Standing.DISABLED
    if not (places or user.is_staff):
        return Standing.WITHOUT_UNIT
    return Standing.ACTIVE if user.last_login else Standing.NEVER


def units_without_people(units, people: list[Person]) -> list[Unit]:
    """Units that nobody works for: their reports would reach no one."""
    known = {m.unit_id for p in people if p.user.is_active for m in p.memberships}
    return [unit for unit in units.in_natural_order() if unit.pk not in known]
