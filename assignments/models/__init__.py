from .assignment import Assignment, Office
from .letterhead import Letterhead, LetterheadFields, PlanLetterhead
from .people import Membership, Portfolio
from .reorganisation import (
    AssignmentChoice,
    Heir,
    Inheritance,
    Lineage,
    MembershipChoice,
    Reorganisation,
    ReorganisationEffect,
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
    "Office",
    "PlanLetterhead",
    "Portfolio",
    "Reorganisation",
    "ReorganisationEffect",
    "Succession",
    "Unit",
    "in_force",
]
