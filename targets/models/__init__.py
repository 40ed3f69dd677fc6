from .plan import CitedDocument, Clause, Decision, Plan, Sector
from .target import AnnualTarget, Reading, Target
from .task import Task

__all__ = [
    "AnnualTarget",
    "CitedDocument",
    "Clause",
    "Decision",
    "Plan",
    "Reading",
    "Sector",
    "Target",
    "Task",
]
