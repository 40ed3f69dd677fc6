from .amendment import Amendment, AmendmentStep
from .annual import Acknowledgement, AnnualDraft
from .check_rule import CheckRule
from .compiled import CompiledReport, Paragraph, ParagraphChange
from .completeness import Missing
from .consolidation import Consolidation, ConsolidationFile
from .directive import Attachment, Directive, DirectiveMessage, DirectiveUnit
from .directive_queries import DirectiveStatus
from .evidence import Evidence
from .handover import ReportChoice, ReportHandover
from .history import Extension, PostedForm, ReportEvent
from .items import Assessment, Figure, ReviewState, TargetEntry, TaskUpdate
from .letter import Call, Letter, LetterUnit
from .notice import CalendarFeed, MailRefusal, Notice, NoticeKind, NoticeSwitch
from .observation import Observation
from .plan_change import PlanChange
from .plan_year_total import PlanYearTotal
from .refusals import StaleReport, TransitionRefused
from .report import Report
from .round import Round
from .stored_file import StoredFile
from .submission import Submission
from .ward_breakdown import WardBreakdown

__all__ = [
    "Acknowledgement",
    "Amendment",
    "AmendmentStep",
    "AnnualDraft",
    "Assessment",
    "Attachment",
    "CalendarFeed",
    "Call",
    "CheckRule",
    "CompiledReport",
    "Consolidation",
    "ConsolidationFile",
    "Directive",
    "DirectiveMessage",
    "DirectiveStatus",
    "DirectiveUnit",
    "Evidence",
    "Extension",
    "Figure",
    "Letter",
    "LetterUnit",
    "MailRefusal",
    "Missing",
    "Notice",
    "NoticeKind",
    "NoticeSwitch",
    "Observation",
    "Paragraph",
    "ParagraphChange",
    "PlanChange",
    "PlanYearTotal",
    "PostedForm",
    "Report",
    "ReportChoice",
    "ReportEvent",
    "ReportHandover",
    "ReviewState",
    "Round",
    "StaleReport",
    "StoredFile",
    "Submission",
    "TargetEntry",
    "TaskUpdate",
    "TransitionRefused",
    "WardBreakdown",
]
