"""The rules of progress: pure functions on Decimals, no database, no clock.

The numbers (§5.1 …) in this package are those of the product's definition of progress:
``rule`` what is asked and the yardstick, ``yearly`` the year result, ``horizon`` the way to the
horizon, ``reporting`` the report's own lamp, ``display`` what readers see.
"""

from targets.progress.display import (
    StatusCount,
    coverage_words,
    display_value,
    largest_remainder,
    overall_tone,
    severity,
    tally,
)
from targets.progress.growth import compound_average, missing_years, required_rate
from targets.progress.horizon import ExpectedPoint, Pace, expected_line, pace, ratio_words
from targets.progress.reporting import no_data_reason, reporting_status
from targets.progress.rule import (
    Point,
    Rule,
    Step,
    Tolerances,
    Yardstick,
    YardstickOrigin,
    best_vintage,
    effective_rule,
    is_possible,
    meets_goal,
)
from targets.progress.setting import Setting, SettingCheck, check_setting, straight_value
from targets.progress.words import (
    Comparator,
    Flag,
    Mode,
    NoDataReason,
    PaceStatus,
    ReportingStatus,
    Vintage,
    YearStatus,
)
from targets.progress.yearly import YearResult, flipped, year_result

__all__ = [
    "Comparator",
    "ExpectedPoint",
    "Flag",
    "Mode",
    "NoDataReason",
    "Pace",
    "PaceStatus",
    "Point",
    "ReportingStatus",
    "Rule",
    "Setting",
    "SettingCheck",
    "StatusCount",
    "Step",
    "Tolerances",
    "Vintage",
    "Yardstick",
    "YardstickOrigin",
    "YearResult",
    "YearStatus",
    "best_vintage",
    "check_setting",
    "compound_average",
    "coverage_words",
    "display_value",
    "effective_rule",
    "expected_line",
    "flipped",
    "is_possible",
    "largest_remainder",
    "meets_goal",
    "missing_years",
    "no_data_reason",
    "overall_tone",
    "pace",
    "ratio_words",
    "reporting_status",
    "required_rate",
    "severity",
    "straight_value",
    "tally",
    "year_result",
]
