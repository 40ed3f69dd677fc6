"""One plan with a target in every state a figure can be in, and what each must read everywhere.

What is expected is written by hand from the rules of progress, never taken from the product.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from reports.models import Report
from targets.models import Reading
from targets.progress import Vintage
from tests import factories as make
from tests.test_standing import AT, decide, observe

YEAR = 2027
BLANK = "–"
NO_DATA, UNJUDGED, NOT_DUE = "Chưa có số liệu", "Chưa đánh giá", "Chưa đến kỳ"
ESTIMATE, PRELIMINARY, FINAL = Vintage.ESTIMATE, Vintage.PRELIMINARY, Vintage.FINAL
MARKS = {ESTIMATE: "ước", PRELIMINARY: "sơ bộ", FINAL: ""}


@dataclass(frozen=True)
class Reads:
    """The texts of one target in ``YEAR``, without unit; ``mark`` is the vintage's.

    ``planned`` is the decided annual target; ``last`` is the newest earlier figure where the year
    has none: "2024: 90,0".
    """

    value: str = BLANK
    mark: str = ""
    yardstick: str = ""
    verdict: str = NO_DATA
    ytd: str = BLANK
    previous: str = BLANK
    planned: str = BLANK
    last: str = ""
    bar: str = ""

    @property
    def marked(self) -> str:
        return f"{self.value} ({self.mark})" if self.mark else self.value


@dataclass(frozen=True)
class State:
    """A target's reading, its figures, and what they must read.

    ``known`` is year → (value, vintage) of accepted figures that came by no report.
    """

    reads: Reads
    reading: dict
    known: tuple = ()
    annual: tuple = ()
    unit: str = "%"
    decimals: int = 1
    way: str = ""


def hold(comparator, value, **more):
    held = {"comparator": comparator, "value": value, "mode": "HOLD", "is_point": False}
    return held | {"wording": "mức của kế hoạch"} | more


def reach(value, **more):
    return {"comparator": "GE", "value": value, "mode": "REACH", "horizon_year": 2030} | more


BEDS = "giường/10.000 dân"
FIGURES = ((YEAR, "35.5", ESTIMATE), (2026, "34", FINAL))
# In the order of the plan.
STATES = {
    "estimate": State(
        Reads("75,04", "ước", "trên 75%", "Đạt", "74,0", "75,4"),
        hold("GT", 75),
        ((YEAR, "75.04", ESTIMATE), (YEAR, "74", Vintage.YTD), (2026, "75.4", FINAL)),
    ),
    "final beside its estimate": State(
        Reads("2,7", "", "dưới 3%", "Đạt", BLANK, "2,7"),
        hold("LT", 3),
        ((YEAR, "2.66", FINAL), (YEAR, "3.5", ESTIMATE), (2026, "2.71", FINAL)),
    ),
    "preliminary": State(
        Reads("40,5", "sơ bộ", "từ 42 trở lên vào năm 2030", UNJUDGED, BLANK, "39,5 (sơ bộ)"),
        reach(42, is_point=True),
        ((YEAR, "40.49", PRELIMINARY), (YEAR, "41", ESTIMATE), (2026, "39.5", PRELIMINARY)),
        unit=BEDS,
    ),
    "blank with a past": State(
        Reads(yardstick="trên 95%", last="2024: 90,0"),
        hold("GT", 95),
        ((2024, "90", FINAL),),
    ),
    "blank for ever": State(Reads(yardstick="trên 95%"), hold("GT", 95)),
    "ten months only": State(
        Reads(yardstick="từ 10% trở lên", ytd="9,9", previous="10,3", last="2026: 10,3"),
        hold("GE", 10),
        ((YEAR, "9.94", Vintage.YTD), (2026, "10.27", FINAL)),
    ),
    "exceeded": State(
        Reads("37,2", "ước", "từ 36,5 trở lên", "Vượt", "36,2", "35,1", "36,5"),
        reach(42, is_point=True),
        ((YEAR, "37.2", ESTIMATE), (YEAR, "36.2", Vintage.YTD), (2026, "35.123456", FINAL)),
        ((YEAR, "36.5"),),
        unit=BEDS,
    ),
    "met exactly": State(
        Reads("100,0", "ước", "bằng 100%", "Đạt", BLANK, "100,0"),
        hold("EQ", 100),
        ((YEAR, "100", ESTIMATE), (2026, "100", FINAL)),
    ),
    "missed by less than a digit": State(
        Reads("99,96", "ước", "bằng 100%", "Không đạt", BLANK, "99,98"),
        hold("EQ", 100),
        ((YEAR, "99.96", ESTIMATE), (2026, "99.98", FINAL)),
    ),
    "missed a decided value by less than a digit": State(
        Reads("36,96", "ước", "từ 37 trở lên", "Không đạt", BLANK, "35,96", "37,0"),
        reach(42, is_point=True),
        ((YEAR, "36.96", ESTIMATE), (2026, "35.96", FINAL)),
        ((YEAR, "37"), (2026, "36")),
        unit=BEDS,
    ),
    "not begun": State(
        Reads("70,0", "ước", "từ 80% trở lên, từ năm 2030", NOT_DUE, "69,0"),
        hold("GE", 80, start_year=2030),
        ((YEAR, "70", ESTIMATE), (YEAR, "69", Vintage.YTD)),
    ),
    "no yardstick": State(
        Reads("1.301,3", "ước", "từ 1.500 trở lên vào năm 2030", UNJUDGED, BLANK, "1.234,5"),
        reach(1500),
        ((YEAR, "1301.26", ESTIMATE), (2026, "1234.5", FINAL)),
        unit="cơ sở",
    ),
    "falling growth": State(
        Reads("−4,9", "ước", "từ 10% trở lên", "Không đạt", "−5,1", "−0,3"),
        hold("GE", 10),
        ((YEAR, "-4.876", ESTIMATE), (YEAR, "-5.06", Vintage.YTD), (2026, "-0.25", FINAL)),
        unit="%/năm",
    ),
    "growth just below nothing": State(
        Reads("−0,04", "ước", "từ 0% trở lên", "Không đạt", BLANK, "0,0"),
        hold("GE", 0),
        ((YEAR, "-0.04", ESTIMATE), (2026, "0", FINAL)),
        unit="%/năm",
    ),
    "rounds to nothing": State(
        Reads("0,0", "ước", "từ −5% trở lên", "Đạt", BLANK, "0,0"),
        hold("GE", -5),
        ((YEAR, "-0.04", ESTIMATE), (2026, "0.04", FINAL)),
        unit="%/năm",
    ),
    "very small": State(
        Reads("0,00001", "ước", "bằng 0", "Không đạt", BLANK, "0,0"),
        hold("EQ", 0),
        ((YEAR, "0.000012", ESTIMATE), (2026, "0", FINAL)),
        unit="vụ/1.000 dân",
    ),
    "very large": State(
        Reads("12.345.678.901,3", "ước", "từ 12.345.678.900 trở lên", "Đạt", BLANK, "999.999,9"),
        hold("GE", 12345678900),
        ((YEAR, "12345678901.25", ESTIMATE), (2026, "999999.94", FINAL)),
        unit="đồng",
    ),
    "whole things": State(
        Reads("18.713", "ước", "từ 18.713 trở lên", "Đạt", "17.002", "0", "18.713"),
        reach(20000),
        ((YEAR, "18713", ESTIMATE), (YEAR, "17002", Vintage.YTD), (2026, "0", FINAL)),
        ((YEAR, "18713"),),
        unit="căn",
        decimals=0,
    ),
    "better than last year": State(
        Reads("35,04", "ước", "tăng dần", "Đạt", BLANK, "35,0", bar="trên 35%"),
        hold("BETTER", None, wording="tăng dần"),
        ((YEAR, "35.04", ESTIMATE), (2026, "35", FINAL)),
    ),
    "replaced decision": State(
        Reads("35,5", "ước", "từ 35,25 trở lên", "Đạt", BLANK, "34,0", "35,25"),
        reach(42),
        FIGURES,
        ((YEAR, "36", "thay"), (YEAR, "35.25")),
        unit=BEDS,
    ),
    "outside a range by less than a digit": State(
        Reads("87,96", "ước", "từ 88% đến 90%", "Không đạt", BLANK, "90,0"),
        hold("BETWEEN", 88, upper=90),
        ((YEAR, "87.96", ESTIMATE), (2026, "90", FINAL)),
    ),
    "average of two years": State(
        Reads("9,96", "ước", "từ 10% trở lên", "Đạt", BLANK, "10,4"),
        hold("GE", 10, mode="AVERAGE", start_year=2026, horizon_year=YEAR),
        ((YEAR, "9.96", ESTIMATE), (2026, "10.4", FINAL)),
        unit="%/năm",
    ),
    "blank after an estimate": State(
        Reads(yardstick="từ 42 trở lên vào năm 2030", last="2025: 36,2 (ước)"),
        reach(42),
        ((2025, "36.2", ESTIMATE),),
        unit=BEDS,
    ),
    # What came, or did not come, by a unit's report.
    "accepted": State(
        Reads("959,2", "ước", "từ 42 trở lên vào năm 2030", UNJUDGED, "959,2", "959,2"),
        reach(42),
        unit=BEDS,
        way="accepted",
    ),
    "corrected": State(
        Reads("31,5", "ước", "từ 42 trở lên vào năm 2030", UNJUDGED, "31,5", "31,5"),
        reach(42),
        unit=BEDS,
        way="corrected",
    ),
    "pending": State(
        Reads(yardstick="từ 42 trở lên vào năm 2030"), reach(42), unit=BEDS, way="pending"
    ),
    "sent back": State(
        Reads(yardstick="từ 42 trở lên vào năm 2030"), reach(42), unit=BEDS, way="returned"
    ),
    "excused unit": State(
        Reads(yardstick="từ 42 trở lên vào năm 2030", previous="33,0", last="2026: 33,0"),
        reach(42),
        ((2026, "33", FINAL),),
        unit=BEDS,
        way="excused",
    ),
}
# Sent and not accepted: the figures and the proposal of "pending" and "sent back".
HIDDEN = ("61,7", "61.7", "62,5", "62.5")


class FigureScene:
    """``code`` of a state's target is "CT-" and its place in ``STATES``."""

    def __init__(self):
        self.plan = make.PlanFactory()
        self.round = make.RoundFactory(plan=self.plan, year=YEAR)
        make.RoundFactory(plan=self.plan, year=YEAR - 1)
        self.officer = make.coordinator(self.plan)
        self.sectors = [
            make.SectorFactory(plan=self.plan, name=name, order=place)
            for place, name in enumerate(("Kinh tế", "Văn hóa – xã hội", "Y tế"), 1)
        ]
        self.targets = {name: self._target(name, state) for name, state in STATES.items()}
        self.reports = {}
        for name, state in STATES.items():
            if state.way:
                self.reports[name] = self._report(name, state.way)

    def _target(self, name, state):
        place = list(STATES).index(name)
        is_ratio = bool(state.way)
        made = make.TargetFactory(
            plan=self.plan,
            sector=self.sectors[place % len(self.sectors)],
            code=code_of(name),
            name=f"Chỉ tiêu {name}",
            unit_of_measure=state.unit,
            is_percentage=state.unit.startswith("%"),
            decimals=state.decimals,
            formula="RATIO" if is_ratio else "NONE",
            reading=False,
        )
        clause = make.ClauseFactory(plan=self.plan)
        held = {"wording": "đạt", "quote": "đạt", "is_governing": True} | state.reading
        Reading.objects.create(target=made, clause=clause, **held)
        for year, value, vintage in state.known:
            observe(made, year, value, vintage)
        for year, value, *replaced in state.annual:
            number = f"{year}/QĐ-UBND{'-cũ' if replaced else ''}"
            on = AT.date() - timedelta(days=90) if replaced else None
            decide(made, year, Decimal(value), number=number, replaced_on=on)
        return made

    def _report(self, name, way):
        unit = make.UnitFactory()
        held = make.AssignmentFactory(unit=unit, target=self.targets[name])
        report = make.ReportFactory(round=self.round, unit=unit, items=[held])
        if way == "excused":
            report.excuse(by=self.officer, at=AT, reason="Đơn vị mới thành lập.")
            return report
        head = make.head(unit)
        values = {
            "accepted": ("959.183673", ("9400", "98000")),
            "corrected": ("30", ("600", "200000")),
        }
        value, terms = values.get(way, ("61.7", ("1234", "200000")))
        self._send(report, head, value, terms)
        if way == "returned":
            until = AT.date() + timedelta(days=3)
            report.send_back(by=self.officer, at=AT, reason="Thiếu nguồn.", resubmit_by=until)
        if way in ("accepted", "corrected"):
            report.accept(by=self.officer, at=AT)
        return Report.objects.get(pk=report.pk)

    def _send(self, report, head, value, terms):
        make.fill(report, value=value, terms=terms)
        report.entries.update(proposal="62.5" if value == "61.7" else None)
        report.touch(by=head, at=AT)
        report.submit(by=head, at=AT)

    def correct(self):
        """The report of "corrected" is opened again, sent with other figures and accepted."""
        report = Report.objects.get(pk=self.reports["corrected"].pk)
        head = report.submitted_by
        report.reopen(by=self.officer, at=AT, reason="Sửa số giường.", until=AT.date())
        self._send(report, head, "31.5", ("630", "200000"))
        report.accept(by=self.officer, at=AT)


def code_of(name) -> str:
    return f"CT-{list(STATES).index(name) + 1:02d}"
