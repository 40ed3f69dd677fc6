from .assignment import Assignment, Office
from .letterhead import Letterhead, LetterheadFields, PlanLetterhead
from .people import Membership, Portfolio
from .reorganisation import (
    AssignmentChoice,
    Heir,
    Inheritance,
    Lineage,
    MembershipChoice,
    NotReorganised,
    Reorganisation,
    ReorganisationEffect,
    StaleReorganisation,
)
from .unit import Succession, Unit, in_force

__all__ = [
    "Assignment",
    "AssignmentChoice",
    "Heir",
    "Inheritance",
    "Letterhead",
    "LetterheadFields",
    "Lineage",
    "Membership",
    "MembershipChoice",
    "NotReorganised",
    "Office",
    "PlanLetterhead",
    "Portfolio",
    "Reorganisation",
    "ReorganisationEffect",
    "StaleReorganisation",
    "Succession",
    "Unit",
    "in_force",
]
