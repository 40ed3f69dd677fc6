from .check_rule import CheckRule
from .completeness import Missing
from .evidence import Evidence
from .history import Extension, PostedForm, ReportEvent
from .items import Assessment, Figure, ReviewState, TargetEntry, TaskUpdate
from .observation import Observation
from .refusals import StaleReport, TransitionRefused
from .report import Report
from .round import Round
from .submission import Submission
from .ward_breakdown import WardBreakdown

__all__ = [
    "Assessment",
    "CheckRule",
    "Evidence",
    "Extension",
    "Figure",
    "Missing",
    "Observation",
    "PostedForm",
    "Report",
    "ReportEvent",
    "ReviewState",
    "Round",
    "StaleReport",
    "Submission",
    "TargetEntry",
    "TaskUpdate",
    "TransitionRefused",
    "WardBreakdown",
]
