"""Invented people with the dated facts that give them their powers."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from assignments.models import Membership, Portfolio, Unit
from q3plan.accounts.models import User
from reports.demo import data
from targets.models import Sector

ROLE = Membership.Role


@dataclass(frozen=True)
class Cast:
    """Who acts in the story: reporters and heads by unit code, officers by mailbox."""

    reporters: dict[str, User]
    heads: dict[str, User]
    officers: dict[str, User]


def enter(plan) -> Cast:
    """Create everyone. All share one password, hashed once: hashing sixty takes half a minute."""
    book = data.read("people")
    password = make_password(book["password"])
    rows = list(_listed(book))
    signed_in = data.moment(data.YEARS[-1], book["signed_in"])
    User.objects.bulk_create(
        User(
            email=data.address(mailbox),
            full_name=name,
            password=password,
            last_login=None if mailbox in book["never_signed_in"] else signed_in,
            **account,
        )
        for mailbox, name, account in rows
    )
    people = {user.email: user for user in User.objects.all()}
    _appoint(plan, book, people)
    units = book["units"]
    return Cast(
        reporters={
            code: people[data.address(f"{unit['mailbox']}.chuyenvien")]
            for code, unit in units.items()
        },
        heads={
            code: people[data.address(f"{unit['mailbox']}.lanhdao")] for code, unit in units.items()
        },
        officers={row["mailbox"]: people[data.address(row["mailbox"])] for row in book["officers"]},
    )


def _listed(book):
    """(mailbox, full name, account fields) of everyone."""
    for unit in book["units"].values():
        yield f"{unit['mailbox']}.chuyenvien", unit["reporter"], {}
        yield f"{unit['mailbox']}.lanhdao", unit["head"], {}
    for row in [*book["officers"], *book["leaders"]]:
        yield row["mailbox"], row["name"], {}
    administrator = book["administrator"]
    yield (
        administrator["mailbox"],
        administrator["name"],
        {"is_staff": True, "is_superuser": True},
    )


def _appoint(plan, book, people):
    units = {unit.code: unit for unit in Unit.objects.all()}
    sectors = {sector.slug: sector for sector in Sector.objects.filter(plan=plan)}
    since = plan.issued_on

    def member(mailbox, code, role):
        return Membership(
            user=people[data.address(mailbox)], unit=units[code], role=role, valid_from=since
        )

    memberships = [member(row["mailbox"], row["unit"], ROLE.REPORTER) for row in book["officers"]]
    for code, unit in book["units"].items():
        memberships.append(member(f"{unit['mailbox']}.chuyenvien", code, ROLE.REPORTER))
        memberships.append(member(f"{unit['mailbox']}.lanhdao", code, ROLE.HEAD))
    Membership.objects.bulk_create(memberships)
    position = Portfolio.Position
    Portfolio.objects.bulk_create(
        Portfolio(
            user=people[data.address(row["mailbox"])],
            plan=plan,
            position=position.VICE_CHAIR if row["sector"] else position.CHAIR,
            sector=sectors.get(row["sector"]),
            valid_from=since,
        )
        for row in book["leaders"]
    )
    Unit.objects.filter(code__in=book["wards_sending_directly"]).update(staff_may_submit=True)
