from .check_rule import CheckRule
from .compiled import CompiledReport, Paragraph, ParagraphChange
from .completeness import Missing
from .consolidation import Consolidation, ConsolidationFile
from .evidence import Evidence
from .history import Extension, PostedForm, ReportEvent
from .items import Assessment, Figure, ReviewState, TargetEntry, TaskUpdate
from .letter import Call, Letter, LetterUnit
from .observation import Observation
from .plan_change import PlanChange
from .plan_year_total import PlanYearTotal
from .refusals import StaleReport, TransitionRefused
from .report import Report
from .round import Round
from .submission import Submission
from .ward_breakdown import WardBreakdown

__all__ = [
    "Assessment",
    "Call",
    "CheckRule",
    "CompiledReport",
    "Consolidation",
    "ConsolidationFile",
    "Evidence",
    "Extension",
    "Figure",
    "Letter",
    "LetterUnit",
    "Missing",
    "Observation",
    "Paragraph",
    "ParagraphChange",
    "PlanChange",
    "PlanYearTotal",
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
