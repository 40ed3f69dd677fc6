"""Payloads and surroundings from which documents are made without a database."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

from docx import Document
from docx.table import Table

from reports.documents.official import Letterhead
from reports.documents.unit_report import Edition, Surroundings, unit_report
from tests.factories import at

SENT = at(2027, 11, 5, 16, 40)
LETTERHEAD = Letterhead(
    superior="ỦY BAN NHÂN DÂN QUẬN 3",
    agency="PHÒNG Y TẾ",
    symbol="YT",
    place="Quận 3",
    authority="KT. TRƯỞNG PHÒNG",
    signer_title="PHÓ TRƯỞNG PHÒNG",
    signer_name="Nguyễn Văn Thử",
    recipients=("Phòng Tài chính – Kế hoạch", "Văn phòng UBND Quận 3"),
)
AROUND = Surroundings(
    letterhead=LETTERHEAD,
    plan_number="57/KH-UBND",
    plan_title="Triển khai thực hiện Chương trình thử",
    plan_issuer="Ủy ban nhân dân Quận 3",
    plan_issued_on=date(2025, 2, 25),
    annual={"CT-06": Decimal("39.0")},
)


def figure(year, vintage, value, terms=(None, None), shared=None):
    return {
        "year": year,
        "vintage": vintage,
        "value": value,
        "numerator": terms[0],
        "denominator": terms[1],
        "denominator_source": shared,
    }


def target(code="CT-06", **changes):
    row = {
        "code": code,
        "name": "Số giường bệnh trên 10.000 dân",
        "unit_of_measure": "giường/10.000 dân",
        "decimals": 1,
        "scope": "WHOLE",
        "readings": [
            {"clause": "III.9.6", "quote": "42 giường bệnh", "governs": False},
            {"clause": "II.2.4", "quote": "đạt 42 giường bệnh.", "governs": True},
        ],
        "figures": [
            figure(2027, "YTD", "38.91", ("762", "195850")),
            figure(2027, "ESTIMATE", "39.24", ("770", "196200")),
            figure(2026, "FINAL", "38.4", ("752", "195900")),
        ],
        "proposal": "39.5",
        "source": "Trung tâm Y tế",
        "explanation": "Đưa thêm 30 giường vào sử dụng.",
    }
    return row | changes


def task(code="III.9.1", **changes):
    row = {
        "code": code,
        "title": "Tạo lập hồ sơ sức khỏe điện tử.",
        "rating": "IN_PROGRESS",
        "rating_label": "Đang thực hiện",
        "result": "Lập 12.000 hồ sơ.\n- Phường 1: 3.000 hồ sơ",
        "difficulties": "Thiếu nhân lực.",
        "proposals": "Bổ sung biên chế.",
    }
    return row | changes


def payload(**changes):
    content = {
        "plan": "57/KH-UBND",
        "year": 2027,
        "unit": {"code": "phong-y-te", "name": "Phòng Y tế Quận 3"},
        "submitted_at": SENT.isoformat(),
        "submitted_by": "Trần Thị Người Gửi",
        "days_late": 0,
        "targets": [target()],
        "tasks": [task()],
        "assessment": {
            "overview": "Kết quả tốt.",
            "difficulties": "Thiếu kinh phí.",
            "proposals": "Cấp thêm kinh phí.",
            "next_year": "Mở rộng trạm y tế.",
        },
        "on_behalf": None,
        "evidence": [],
    }
    return content | changes


def edition(content=None, *, mark="", receipt="BN-2027-00007-ABCDEF", moment=SENT):
    content = content or payload()
    return Edition(json.dumps(content), content, moment, mark, receipt)


def draft(content=None):
    return edition(content, mark="DỰ THẢO", receipt="")


def made(shown=None, around=AROUND):
    """The document of an edition, read back by python-docx."""
    return Document(BytesIO(unit_report(shown or edition(), around)))


def lines(document):
    """Every paragraph's text in reading order, cell by cell in tables; empty ones left out."""
    found = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            found += [p.text for row in block.rows for cell in row.cells for p in cell.paragraphs]
        else:
            found.append(block.text)
    return [text.replace("\u00a0", " ") for text in found if text.strip()]
