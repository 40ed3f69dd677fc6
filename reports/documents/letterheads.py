"""The letterhead of a unit: as recorded, or made from its name where nobody recorded one."""

import re
from datetime import date

from assignments.models import Letterhead as Recorded
from assignments.models import Office, Unit
from q3plan.lib.text import fold

from .official import Letterhead

KIND = Unit.Kind
SIGNERS = {
    KIND.WARD: "CHỦ TỊCH",
    KIND.DEPARTMENT: "TRƯỞNG PHÒNG",
    KIND.OFFICE: "CHÁNH VĂN PHÒNG",
    KIND.SERVICE: "GIÁM ĐỐC",
    KIND.MILITARY: "CHỈ HUY TRƯỞNG",
    KIND.COMPANY: "GIÁM ĐỐC",
}
# In the plan's order of III.15: the coordinating unit, then the second recipient.
RECEIVING = (Office.Kind.COORDINATING, Office.Kind.SECOND_RECIPIENT)
_SMALL_WORDS = {"va", "cua"}


def letterhead_of(unit, plan, *, on: date) -> Letterhead:
    """At most two queries. Recipients that nobody recorded are the plan's offices of the day."""
    recorded = Recorded.objects.filter(unit=unit).first()
    found = _as_recorded(recorded) if recorded else letterhead_from_name(unit, plan)
    if found.recipients:
        return found
    return Letterhead(**{**vars(found), "recipients": _offices(unit, plan, on)})


def _as_recorded(row):
    names = ("superior", "agency", "symbol", "place", "authority", "signer_title", "signer_name")
    return Letterhead(
        **{name: getattr(row, name) for name in names},
        recipients=tuple(line for line in row.recipients.splitlines() if line.strip()),
        archive=row.archive,
    )


def _offices(unit, plan, on):
    offices = Office.objects.active(on).filter(plan=plan).exclude(unit=unit).select_related("unit")
    by_kind = {office.kind: office.unit.name for office in offices}
    return tuple(by_kind[kind] for kind in RECEIVING if kind in by_kind)


def letterhead_from_name(unit, plan) -> Letterhead:
    """What can be told from the unit's name; a ward signs as a ward does, in its own name."""
    bare = re.sub(rf"\s*{re.escape(plan.place)}\s*$", "", unit.name).strip() or unit.name
    is_ward = unit.kind == KIND.WARD
    # "ỦY BAN NHÂN DÂN" and the ward's name stand on two lines.
    agency = re.sub(r"^(ủy ban nhân dân)\s+", r"\1\n", bare, flags=re.IGNORECASE)
    return Letterhead(
        superior=_in_full(plan).upper(),
        agency=agency.upper(),
        symbol="UBND" if is_ward else symbol_from_name(bare),
        place=unit.short_name if is_ward else plan.place,
        authority="",
        signer_title=SIGNERS.get(unit.kind, "THỦ TRƯỞNG ĐƠN VỊ"),
        signer_name="",
        recipients=(),
    )


def _in_full(plan):
    has_place = plan.place.lower() in plan.issuer.lower()
    return plan.issuer if has_place else f"{plan.issuer} {plan.place}"


def symbol_from_name(name) -> str:
    """Initials as units use them: "Phòng Giáo dục và Đào tạo" → "GDĐT"."""
    words = re.findall(r"\w+", re.sub(r"^(Phòng)\s+", "", name))
    return "".join(word[0] for word in words if fold(word) not in _SMALL_WORDS).upper()
