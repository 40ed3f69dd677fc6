from .denominator import DenominatorSeries, DenominatorValue
from .plan import CitedDocument, Clause, Decision, Plan, Sector
from .target import AnnualTarget, Reading, Target
from .task import Task
from .task_yardstick import TaskYardstick
from .version import ClauseVersion, GoverningSpan, SeriesBreak, TaskVersion

__all__ = [
    "AnnualTarget",
    "CitedDocument",
    "Clause",
    "ClauseVersion",
    "Decision",
    "DenominatorSeries",
    "DenominatorValue",
    "GoverningSpan",
    "Plan",
    "Reading",
    "Sector",
    "SeriesBreak",
    "Target",
    "Task",
    "TaskVersion",
    "TaskYardstick",
]
