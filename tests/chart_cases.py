"""Standings and counts for the drawings of charts, without a database."""

import xml.etree.ElementTree as ET
from dataclasses import fields
from decimal import Decimal
from types import SimpleNamespace

from reports.dashboards.standing import Known, TargetStanding
from reports.dashboards.task_standing import RatingCount
from reports.models import TaskUpdate
from targets.progress import (
    NoDataReason,
    Point,
    Rule,
    Vintage,
    display_value,
    pace,
    year_result,
)

Rating = TaskUpdate.Rating
SVG = "{http://www.w3.org/2000/svg}"


def row(value=None, *, rule=None, unit="%", code="CT-06", vintage=Vintage.FINAL, **more):
    """A ``TargetStanding`` of 2027 as the ledger would give it, without a database."""
    rule = Rule(**{"comparator": "GE", "mode": "REACH", "horizon_year": 2030, **(rule or {})})
    number = lambda x: None if x is None else Decimal(str(x))  # noqa: E731
    value, previous = number(value), number(more.get("previous"))
    annual, baseline = number(more.get("annual")), more.get("baseline")
    known = {year: number(x) for year, x in more.get("series", {}).items()}
    known |= {2026: previous} if previous is not None else {}
    known |= {2027: value} if value is not None else {}
    result = year_result(
        rule,
        year=2027,
        value=value,
        annual_target=annual,
        previous_value=previous,
        baseline=baseline,
        vintage=vintage if value is not None else None,
    )
    kept = {
        "target": SimpleNamespace(
            slug=code.lower(), code=code, name=more.get("name", "Tỷ lệ"), unit_of_measure=unit
        ),
        "year": 2027,
        "rule": rule,
        "value": value,
        "vintage": vintage if value is not None else None,
        "display": display_value(result.value, rule, result=result),
        "annual_target": SimpleNamespace(value=annual) if annual is not None else None,
        "previous_value": previous,
        "series": tuple(
            Known(y, x, Vintage.FINAL, False, display_value(x, rule))
            if y != 2027
            else Known(y, x, vintage, False, display_value(x, rule, vintage=vintage))
            for y, x in sorted(known.items())
        ),
        "result": result,
        "pace": pace(
            rule,
            year=2027,
            value=value,
            baseline=baseline,
            annual_targets={2027: annual} if annual is not None else {},
            series=known,
        ),
        "no_data_reason": None if value is not None else NoDataReason.NOT_DUE,
    }
    return TargetStanding(**{field.name: kept.get(field.name) for field in fields(TargetStanding)})


HOLD_LOW = {"comparator": "LT", "mode": "HOLD", "value": Decimal(3), "start_year": 2025}
REACH = {"value": Decimal(42), "is_percentage": False, "is_point": True}
BEDS = "giường/10.000 dân"
CASES = {
    "no value": row(rule=REACH, unit=BEDS, previous="38.4", annual=39),
    "nothing at all": row(rule={"comparator": "BETTER", "value": None}),
    "behind": row("22.4", rule=REACH, unit=BEDS, baseline=Point(2024, Decimal(15))),
    "falling": row("2.61", rule=HOLD_LOW, previous="2.66", vintage=Vintage.ESTIMATE),
    "negative growth": row(
        "-4.88", rule={"value": Decimal(10), "mode": "HOLD"}, unit="%/năm", previous="1.4"
    ),
    "all negative": row("-5", rule={"comparator": "LE", "value": Decimal(-8)}, unit="điểm"),
    "huge": row("9999999999999.5", rule={"value": Decimal(10) ** 13, "is_percentage": False}),
    "goal far away": row("0.1", rule={"value": Decimal(9000), "is_percentage": False}),
    "zero": row(0, rule={"comparator": "EQ", "value": Decimal(0), "is_percentage": False}),
    "not started": row(
        "293.2",
        rule={"value": Decimal(300), "mode": "HOLD", "start_year": 2030, "is_percentage": False},
    ),
    "full": row(100, rule={"comparator": "EQ", "value": Decimal(100), "mode": "HOLD"}),
    "range": row(
        "88.2", rule={"comparator": "BETWEEN", "value": Decimal(85), "upper": Decimal(90)}
    ),
    "ten months": row("30", rule=REACH, unit=BEDS, vintage=Vintage.YTD, annual=39),
}


def sector():
    gap = {2020: 30, 2022: "31.5", 2023: 32}
    return [
        row("36", rule=REACH, unit=BEDS, code="CT-06", series=gap, vintage=Vintage.ESTIMATE),
        row(rule=REACH, unit=BEDS, code="CT-07"),
        row("5", rule={"value": Decimal(5)}, code="CT-08", series=dict.fromkeys((2025, 2026), 5)),
        row("-3", rule=HOLD_LOW, code="CT-05", series={2026: "1e12"}),
    ]


def counts(**named):
    return tuple(
        RatingCount(None if name == "NONE" else Rating[name], count)
        for name, count in named.items()
    )


TASKS = [
    ("Kinh tế", counts(IN_PROGRESS=2, STANDING_WITH_RESULT=14, NONE=1)),
    ("Đô thị", counts(OVERDUE=1, IN_PROGRESS=3, DONE_ON_TIME=5)),
    ("Văn hóa", counts(**dict.fromkeys([*Rating.names, "NONE"], 1))),
    ("Trống", ()),
]


def percent(text):
    return float(text.removesuffix("%"))


def parsed(svg):
    return ET.fromstring(f'<div xmlns="http://www.w3.org/2000/svg">{svg}</div>')


def classed(root, name):
    return [node for node in root.iter() if name in node.attrib.get("class", "").split()]
