from .assignment import Assignment, Office
from .letterhead import Letterhead
from .people import Membership, Portfolio
from .unit import Succession, Unit, in_force

__all__ = [
    "Assignment",
    "Letterhead",
    "Membership",
    "Office",
    "Portfolio",
    "Succession",
    "Unit",
    "in_force",
]
