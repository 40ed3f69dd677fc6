from .assignment import Assignment, Office
from .letterhead import Letterhead, LetterheadFields, PlanLetterhead
from .people import Membership, Portfolio
from .unit import Succession, Unit, in_force

__all__ = [
    "Assignment",
    "Letterhead",
    "LetterheadFields",
    "Membership",
    "Office",
    "PlanLetterhead",
    "Portfolio",
    "Succession",
    "Unit",
    "in_force",
]
