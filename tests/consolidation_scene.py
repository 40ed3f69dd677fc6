"""A round with a target in every state that the KT-XH table knows, and its readers."""

import re
from decimal import Decimal
from html.parser import HTMLParser

from django.db.models import F

from reports.models import Report
from targets.models import Reading, Sector, Target
from targets.progress import Vintage
from tests import factories as make
from tests.test_standing import AT, decide, hold, observe

YEAR = 2027
EVIL = '=HYPERLINK("http://xau.example","Phòng")'


def amount(**fields):
    """Beds per 10,000 people: "đạt 42" by 2030."""
    return make.TargetFactory(**fields)


class Scene:
    """Targets by what they show; each in the plan of ``report``, in two sectors."""

    def __init__(self):
        self.report = make.report_with_items(tasks=1)
        self.plan = self.report.round.plan
        self.officer = make.coordinator(self.plan)
        self.reported = self.report.entries.get().target
        self.economy = make.SectorFactory(plan=self.plan, name="Kinh tế", order=1)
        self.culture = make.SectorFactory(plan=self.plan, name="Văn hóa – xã hội", order=2)
        self.waiting = self._waiting()
        self.estimate = self._share("Ước đạt", "GT", 75, {2026: "75.4", 2027: "75.04"})
        self.final = self._share("Chính thức", "LT", 3, {2026: "2.71", 2027: "2.66"}, Vintage.FINAL)
        self.missed = self._share("Sát ngưỡng", "EQ", 100, {2026: "100", 2027: "99.96"})
        self.not_started = self._share("Chưa đến kỳ", "GE", 80, {2027: "70"}, start_year=2030)
        self.exceeded = self._amount("Vượt", {2026: "35.123456", 2027: "37.2"}, annual=36)
        self.zero = self._amount("Số gốc bằng không", {2026: "0", 2027: "12"})
        self.unjudged = self._amount("Chưa đánh giá", {2026: "1234.5", 2027: "1301.26"})
        self.blank = self._share("Chưa có số liệu", "GT", 95, {2024: "90"})
        self.preliminary = self._amount("Sơ bộ", {2027: "40"})
        observe(self.preliminary, 2026, "39.5", Vintage.PRELIMINARY, is_illustrative=True)
        decide(self.estimate, YEAR + 1, 76, number="2/QĐ-UBND")
        decide(self.missed, YEAR, "99.97", number="1/QĐ-UBND")
        self.unit = make.UnitFactory(name=EVIL, short_name=EVIL, order=1)
        make.AssignmentFactory(target=self.exceeded, unit=self.unit)
        self._second_reading()
        own = (self.economy.pk, self.culture.pk)
        Sector.objects.exclude(pk__in=own).update(order=F("order") + 3)

    def _share(self, name, comparator, value, known, vintage=Vintage.ESTIMATE, **reading):
        target = hold(
            comparator,
            value,
            name=name,
            plan=self.plan,
            sector=self.economy,
            **{f"reading__{key}": held for key, held in reading.items()},
        )
        return self._observed(target, known, vintage)

    def _amount(self, name, known, annual=None):
        target = amount(name=name, plan=self.plan, sector=self.culture)
        if annual:
            decide(target, YEAR, annual)
        return self._observed(target, known, Vintage.ESTIMATE)

    def _observed(self, target, known, vintage):
        for year, value in known.items():
            observe(target, year, value, vintage if year == YEAR else Vintage.FINAL)
        if YEAR in known:
            observe(target, YEAR, Decimal(known[YEAR]) - 1, Vintage.YTD)
        return target

    def _waiting(self):
        """A target whose figures were sent and wait for the reviewer."""
        report = make.report_with_items(plan=self.plan, tasks=0)
        head = make.head(report.unit)
        make.fill(report, value="61.7")
        report.entries.update(proposal="62.5")
        report.touch(by=head, at=AT)
        report.submit(by=head, at=AT)
        return report.entries.get().target

    def _second_reading(self):
        Reading.objects.create(
            target=self.estimate,
            clause=make.ClauseFactory(plan=self.plan, reference="III.3.1"),
            quote="75%",
            wording="75%",
            comparator="GE",
            mode="HOLD",
            value=75,
        )

    def accept(self, proposal="38.5"):
        """The unit's report is sent with 30,0 as its estimate and accepted."""
        report = Report.objects.get(pk=self.report.pk)
        head = make.head(report.unit)
        make.fill(report)
        report.entries.update(proposal=proposal)
        report.touch(by=head, at=AT)
        report.submit(by=head, at=AT)
        report.accept(by=self.officer, at=AT)
        return report

    @property
    def targets(self):
        return Target.objects.filter(plan=self.plan)


class _Rows(HTMLParser):
    """The body of the table: a list of cell texts per target, without the letters of icons."""

    def __init__(self):
        super().__init__()
        self.rows, self.depth, self.cell, self.is_icon = [], 0, None, False

    def handle_starttag(self, tag, attrs):
        classes = dict(attrs).get("class") or ""
        if tag == "table" and "kt-xh" in classes:
            self.depth = 1
        elif self.depth and tag == "tr":
            self.rows.append([])
        elif self.depth and tag in ("td", "th"):
            self.cell = []
        elif self.cell is not None and tag == "li":
            self.cell.append(" ")
        self.is_icon = tag == "i" and dict(attrs).get("aria-hidden") == "true"

    def handle_endtag(self, tag):
        self.is_icon = False
        if tag == "table":
            self.depth = 0
        elif self.depth and tag in ("td", "th"):
            self.rows[-1].append(plain("".join(self.cell)))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None and not self.is_icon:
            self.cell.append(data)


def plain(text):
    """One line without the mark of illustrative figures, which programs read out differently."""
    return re.sub(r"\s+", " ", text.replace("(số liệu minh họa)", "").replace("◇", "")).strip()


def rows_on_screen(page):
    """Fourteen texts for each target on the page."""
    reader = _Rows()
    reader.feed(page.content.decode())
    return [row for row in reader.rows if len(row) == 14 and row[0] != "A" and row[0] != "TT"]
