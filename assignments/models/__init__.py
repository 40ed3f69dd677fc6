from .assignment import Assignment, Office
from .people import Membership, Portfolio
from .unit import Succession, Unit, in_force

__all__ = [
    "Assignment",
    "Membership",
    "Office",
    "Portfolio",
    "Succession",
    "Unit",
    "in_force",
]
