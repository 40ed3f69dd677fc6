from .denominator import DenominatorSeries, DenominatorValue
from .plan import CitedDocument, Clause, Decision, Plan, Sector
from .target import AnnualTarget, Reading, Target
from .task import Task

__all__ = [
    "AnnualTarget",
    "CitedDocument",
    "Clause",
    "Decision",
    "DenominatorSeries",
    "DenominatorValue",
    "Plan",
    "Reading",
    "Sector",
    "Target",
    "Task",
]
