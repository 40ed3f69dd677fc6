"""What the tests of the workbook share: a report, its workbook changed as people change it, and
the way in again."""

from html import unescape
from io import BytesIO
from re import DOTALL, findall, search
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from reports.models import Report
from reports.models.payload import submission_payload
from tests import factories as make
from tests.entry_cases import url
from tests.factories import at

TARGETS, TASKS, GENERAL, GUIDE = "Chỉ tiêu", "Nhiệm vụ", "Đánh giá chung", "Hướng dẫn"


class Book:
    """A downloaded workbook under a person's hands; cells are named by the keys of row and box."""

    def __init__(self, content):
        self.book = load_workbook(BytesIO(content))

    def sheet_of(self, key):
        return next(sheet for sheet in self.book.worksheets if f"|{key}|" in str(sheet["A1"].value))

    def cell(self, key, row, column):
        sheet = self.sheet_of(key)
        columns = {cell.value: cell.column for cell in sheet[1]}
        rows = {cell.value: cell.row for cell in sheet["A"]}
        return sheet.cell(rows[row], columns[column])

    def put(self, key, row, column, value, number_format=None):
        cell = self.cell(key, row, column)
        cell.value = value
        if number_format:
            cell.number_format = number_format
        return cell

    def content(self):
        stream = BytesIO()
        self.book.save(stream)
        return stream.getvalue()


class Carrier:
    """A person who downloads, fills and uploads the workbook of a report."""

    def __init__(self, client, report, person=None):
        self.client, self.report = client, report
        self.person = person or make.member(report.unit)
        client.force_login(self.person)

    def download(self):
        response = self.client.get(url("report_workbook", self.report))
        assert response.status_code == 200
        return Book(response.content)

    def upload(self, content, name="bieu-mau.xlsx"):
        content = content.content() if isinstance(content, Book) else content
        file = SimpleUploadedFile(name, content)
        response = self.client.post(
            url("report_upload", self.report), {"action": "preview", "file": file}
        )
        return Shown(response)

    def confirm(self, shown, **choices):
        data = shown.hidden | choices | {"action": "confirm", "idempotency_key": str(uuid4())}
        return self.client.post(url("report_upload", self.report), data)

    def send(self, book):
        """Upload and confirm; everything must be readable."""
        shown = self.upload(book)
        assert shown.status == 200, shown.problems
        return self.confirm(shown)


class Shown:
    """The page that answers an upload."""

    def __init__(self, response):
        self.response, self.status = response, response.status_code
        context = response.context or {}
        self.preview = context.get("preview")
        self.refused = context.get("refused")
        self.html = response.content.decode()
        form = search(r'<form method="post"[^>]*novalidate>.*?value="confirm"', self.html, DOTALL)
        self.hidden = {}
        for tag in findall(r"<input type=\"hidden\"[^>]*>", form[0]) if form else ():
            name = search(r'name="([^"]*)"', tag)[1]
            self.hidden[name] = unescape(search(r'value="([^"]*)"', tag)[1])

    @property
    def problems(self):
        return {remark.place: remark.text for remark in self.preview.problems}

    @property
    def ignored(self):
        return {remark.place: remark.text for remark in self.preview.ignored}

    @property
    def changes(self):
        return {(change.old, change.new) for change in self.preview.changes}

    @property
    def new(self):
        return {change.new for change in self.preview.changes}


def payload(report):
    """What would be sent, without who and when."""
    report = Report.objects.get(pk=report.pk)
    content = submission_payload(report, by=make.UserFactory(), at=at(2027, 11, 3))
    return {name: content[name] for name in ("targets", "tasks", "assessment")}
