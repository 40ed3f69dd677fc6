"""People from an .xlsx file: every fault by its cell, a preview, all or nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl import Workbook as NewWorkbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assignments.models import Membership
from q3plan.accounts.models import User
from q3plan.lib.dates import day_text
from q3plan.lib.sheets import Kind, read_workbook
from q3plan.lib.sheets_out import put_text
from q3plan.lib.text import clean, fold
from reports.people.forms import check_person_name
from reports.people.steps import take_in

SALT = "people-import"
GOOD_FOR_SECONDS = 24 * 60 * 60
MOST_ROWS = 1_000
HEADINGS = (
    ("Họ và tên", 30),
    ("Thư điện tử", 34),
    ("Mã đơn vị", 22),
    ("Vai trò", 20),
    ("Từ ngày", 14),
    ("Đến hết ngày", 14),
)
ROLES = {fold(str(label)): value for value, label in Membership.Role.choices}


@dataclass(frozen=True)
class Fault:
    place: str
    text: str


@dataclass(frozen=True)
class Row:
    """One person to take in; ``is_known`` has an account already and only gets the membership."""

    full_name: str
    email: str
    unit: str
    unit_name: str
    role: str
    since: str
    until: str
    is_known: bool

    @property
    def role_name(self):
        return Membership.Role(self.role).label


def empty_form(units) -> bytes:
    """The workbook to fill in, with the codes of the units that the reader arranges."""
    book = NewWorkbook()
    sheet = book.active
    sheet.title = "Người dùng"
    for at, (heading, width) in enumerate(HEADINGS, 1):
        put_text(sheet.cell(1, at), heading, bold=True, fill="DCE6F2", align="center")
        sheet.column_dimensions[get_column_letter(at)].width = width
    labels = ",".join(map(str, Membership.Role.labels))
    rule = DataValidation("list", formula1=f'"{labels}"')
    rule.add(f"D2:D{MOST_ROWS}")
    sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    codes = book.create_sheet("Mã đơn vị")
    for at, (heading, width) in enumerate((("Mã", 26), ("Đơn vị", 60)), 1):
        put_text(codes.cell(1, at), heading, bold=True, fill="DCE6F2")
        codes.column_dimensions[get_column_letter(at)].width = width
    for number, unit in enumerate(units, 2):
        put_text(codes.cell(number, 1), unit.code)
        put_text(codes.cell(number, 2), unit.name)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def read_people_file(file, units) -> tuple[list[Row], list[Fault]]:
    """``(rows, faults)``. Raises ``SheetRefused`` where the file cannot be opened."""
    sheet = read_workbook(file).sheets[0]
    places = {fold(_text(sheet.cell(1, at))): at for at in range(1, sheet.max_col + 1)}
    lacking = [heading for heading, _width in HEADINGS[:5] if fold(heading) not in places]
    if lacking:
        words = _("Thiếu cột: %(names)s. Hãy dùng mẫu.") % {"names": ", ".join(lacking)}
        return [], [Fault("", words)]
    if sheet.max_row > MOST_ROWS:
        words = _("Tệp có hơn %(most)s dòng: chia thành nhiều tệp.") % {"most": MOST_ROWS}
        return [], [Fault("", words)]
    by_code = {unit.code: unit for unit in units}
    known = set(User.objects.values_list("email", flat=True))
    rows, faults = [], []
    for number in range(2, sheet.max_row + 1):
        cells = [
            sheet.cell(number, places[fold(heading)]) if fold(heading) in places else None
            for heading, _width in HEADINGS
        ]
        if any(cell is not None and cell.kind is not Kind.EMPTY for cell in cells):
            _read_row(cells, by_code, known, rows, faults)
    if not rows and not faults:
        faults.append(Fault("", _("Tệp không có người nào.")))
    return rows, faults


def _text(cell):
    return clean(str(cell.value)).strip() if cell is not None and cell.value is not None else ""


def _read_row(cells, by_code, known, rows, faults):
    name, email, unit, role, since, until = cells

    def fault(cell, words):
        faults.append(Fault(cell.coordinate, words))

    before = len(faults)
    try:
        check_person_name(_text(name))
    except ValidationError as error:
        fault(name, error.message)
    address = _text(email).lower()
    try:
        validate_email(address)
    except ValidationError:
        fault(email, _("Thư điện tử chưa đúng dạng, ví dụ ten@quan3.gov.vn."))
    if _text(unit) not in by_code:
        fault(unit, _("Không có đơn vị mang mã này; xem trang “Mã đơn vị”."))
    if fold(_text(role)) not in ROLES:
        fault(role, _("Vai trò phải là Chuyên viên hoặc Lãnh đạo đơn vị."))
    begins, ends = _day(since), _day(until)
    if begins is None:
        fault(since, _("Nhập ngày bắt đầu, ví dụ 01/11/2027."))
    if _text(until) and ends is None:
        fault(until, _("Ngày kết thúc chưa đúng, ví dụ 31/12/2027."))
    if begins and ends and ends < begins:
        fault(until, _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    if len(faults) > before:
        return
    found = by_code[_text(unit)]
    rows.append(
        Row(
            full_name=_text(name),
            email=address,
            unit=found.code,
            unit_name=found.name,
            role=ROLES[fold(_text(role))],
            since=begins.isoformat(),
            until=ends.isoformat() if ends else "",
            is_known=address in known,
        )
    )


def _day(cell):
    if cell is None:
        return None
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.strptime(_text(cell), "%d/%m/%Y").date()
    except ValueError:
        return None


def seal(rows: list[Row], *, by: User) -> str:
    """The rows for the confirming form, signed for this person."""
    return signing.dumps([by.pk, [vars(row) for row in rows]], salt=SALT, compress=True)


def open_seal(sealed: str, *, by: User) -> list[Row] | None:
    try:
        owner, rows = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature:
        return None
    return [Row(**row) for row in rows] if owner == by.pk else None


@transaction.atomic
def take_in_all(rows: list[Row], units, *, by, at) -> int:
    """All of them or, with ``TransitionRefused``, none; returns how many accounts are new."""
    by_code = {unit.code: unit for unit in units}
    return sum(
        take_in(
            email=row.email,
            full_name=row.full_name,
            unit=by_code[row.unit],
            role=row.role,
            since=date.fromisoformat(row.since),
            until=date.fromisoformat(row.until) if row.until else None,
            by=by,
            at=at,
        )[1]
        for row in rows
    )


def shown_days(row: Row) -> str:
    since = day_text(date.fromisoformat(row.since))
    return f"{since} – {day_text(date.fromisoformat(row.until))}" if row.until else since
