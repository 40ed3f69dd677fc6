"""A unit's report as a document: what it says and whose content it shows."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.models import Letterhead, Unit
from q3plan.lib import clock
from reports.documents.letterheads import letterhead_from_name, letterhead_of
from reports.models import Report, Submission
from targets.models import AnnualTarget, Decision
from tests import document_cases as case
from tests import factories as make
from tests.district import address, client_of
from tests.document_cases import AROUND, draft, edition, lines, made, payload, target, task
from tests.files import words_of
from tests.report_scene import Scene

State = Report.State


# -- What it says -----------------------------------------------------------------------------


def test_the_parts_stand_in_the_order_of_a_report():
    text = "\n".join(lines(made()))
    wanted = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số:",
        "BÁO CÁO",
        "Thực hiện Kế hoạch số 57/KH-UBND ngày 25 tháng 02 năm 2025 của Ủy ban nhân dân Quận 3 "
        "về triển khai thực hiện Chương trình thử, Phòng Y tế Quận 3 báo cáo",
        "I. KẾT QUẢ NỔI BẬT\nKết quả tốt.",
        "II. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
        "III. KẾT QUẢ THỰC HIỆN NHIỆM VỤ, GIẢI PHÁP",
        "1. Tạo lập hồ sơ sức khỏe điện tử (mục III.9.1)\n- Tự đánh giá: Đang thực hiện.\n"
        "- Kết quả thực hiện: Lập 12.000 hồ sơ.\n- Phường 1: 3.000 hồ sơ\n"
        "- Khó khăn, vướng mắc: Thiếu nhân lực.\n- Kiến nghị, đề xuất: Bổ sung biên chế.",
        "IV. KHÓ KHĂN, HẠN CHẾ VÀ NGUYÊN NHÂN\nThiếu kinh phí.",
        "V. KIẾN NGHỊ, ĐỀ XUẤT\nCấp thêm kinh phí.",
        "VI. NHIỆM VỤ TRỌNG TÂM NĂM 2028\nMở rộng trạm y tế.",
        "Trên đây là báo cáo",
        "Nơi nhận:",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places and places == sorted(places), list(zip(places, wanted, strict=True))


def cells(document, row=2):
    return [cell.text for cell in document.tables[1].rows[row].cells]


def test_figures_stand_under_their_years_in_vietnamese_form():
    document = made()
    assert cells(document, 0) == [
        "TT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Số chính thức năm 2026",
        "Chỉ tiêu giao năm 2027",
        "Thực hiện 10 tháng năm 2027",
        "Ước thực hiện cả năm 2027",
        "Đề xuất chỉ tiêu năm 2028",
    ]
    assert cells(document) == [
        "1",
        "Số giường bệnh trên 10.000 dân",
        "giường/10.000 dân",
        "38,4",
        "39,0",
        "38,9",
        "39,2",
        "39,5",
    ]


def test_what_is_blank_is_a_dash_and_never_a_zero():
    empty = target(figures=[case.figure(2027, "YTD", None)], proposal=None, source="")
    assert cells(made(edition(payload(targets=[empty]))))[3:] == ["–", "39,0", "–", "–", "–"]
    zero = target(figures=[case.figure(2027, "YTD", "0")])
    assert cells(made(edition(payload(targets=[zero]))))[5] == "0,0"


def test_a_typed_number_is_printed_with_all_its_digits():
    close = target(figures=[case.figure(2027, "ESTIMATE", "94.961234")], proposal="95.125")
    assert cells(made(edition(payload(targets=[close]))))[6:] == ["94,961234", "95,125"]


def test_rounding_makes_no_computed_value_look_whole():
    figures = [
        case.figure(2027, "YTD", "99.996", ("24999", "25000")),
        case.figure(2027, "ESTIMATE", "95.918367", ("9400", "9800")),
    ]
    row = cells(made(edition(payload(targets=[target(figures=figures)]))))
    assert row[5:7] == ["99,996", "95,9"]


def test_terms_sources_and_explanations_stand_below_the_table():
    text = lines(made())
    assert "- Mục II.2.4 Kế hoạch số 57/KH-UBND: “đạt 42 giường bệnh”." in text
    assert (
        "- Tử số/mẫu số: 752/195.900 (số chính thức năm 2026); "
        "762/195.850 (thực hiện 10 tháng năm 2027); 770/196.200 (ước thực hiện cả năm 2027)."
    ) in text
    assert "- Nguồn số liệu: Trung tâm Y tế" in text
    assert "- Giải trình: Đưa thêm 30 giường vào sử dụng." in text


def test_a_denominator_of_the_shared_table_names_its_source_once():
    shared = {"series": "Dân số", "source": "Công an Quận 3", "as_of": "2027-10-31"}
    terms = ("770", "196200")
    figures = [case.figure(2027, name, "39.24", terms, shared) for name in ("YTD", "ESTIMATE")]
    text = lines(made(edition(payload(targets=[target(figures=figures)]))))
    words = "Dân số, Công an Quận 3, tính đến ngày 31/10/2027."
    assert text.count(f"- Mẫu số lấy từ bảng số liệu dùng chung: {words}") == 1


def test_a_figure_without_a_column_is_not_lost():
    row = target(figures=[case.figure(2026, "PRELIMINARY", "38.2")])
    assert "- Số sơ bộ năm 2026: 38,2." in lines(made(edition(payload(targets=[row]))))


def test_a_wards_part_is_no_figure_of_the_whole_target():
    row = target(scope="WARD", figures=[case.figure(2027, "ESTIMATE", "99.82", ("4390", "4398"))])
    document = made(edition(payload(targets=[row])))
    text = "\n".join(lines(document))
    assert "SỐ LIỆU CỦA PHƯỜNG" in text and "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU" not in text
    assert cells(document)[3:] == ["4.390", "4.398", "99,8"]


def test_a_report_sent_before_there_were_wards_parts_and_evidence_still_prints():
    row = target()
    del row["scope"]
    for figure in row["figures"]:
        del figure["denominator_source"]
    content = payload(targets=[row])
    del content["evidence"], content["on_behalf"]
    assert cells(made(edition(content)))[6] == "39,2"


def test_evidence_is_listed_without_the_scan_of_the_report_itself():
    rows = [
        {"item": "CT-06", "kind": "SUPPORT", "name": "Thống kê.pdf"},
        {"item": "", "kind": "SUPPORT", "name": "Quyết định.docx"},
        {"item": "", "kind": "SIGNED_COPY", "name": "Bản ký.pdf"},
    ]
    text = "\n".join(lines(made(edition(payload(evidence=rows)))))
    assert "TÀI LIỆU MINH CHỨNG KÈM THEO\n1. Thống kê.pdf (CT-06)\n2. Quyết định.docx\n" in text
    assert "Bản ký" not in text


EMPTY = dict.fromkeys(("overview", "difficulties", "proposals", "next_year"), "")


def test_empty_optional_parts_are_left_out_when_sent_and_pointed_out_in_a_draft():
    blank = task(rating="", rating_label="", result="", difficulties="", proposals="")
    content = payload(targets=[], tasks=[blank], assessment=EMPTY | {"overview": "Tốt."})
    sent, own = lines(made(edition(content))), lines(made(draft(content)))
    assert [line for line in sent if line.startswith(("I.", "II.", "III."))] == [
        "I. KẾT QUẢ NỔI BẬT",
        "II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ, GIẢI PHÁP",
    ]
    assert not any("Chưa có nội dung" in line for line in sent)
    assert own.count("(Chưa có nội dung)") == 3
    assert "- Tự đánh giá: (Chưa có nội dung)" in own


def edges(document):
    """Text above the first page and at the foot of every page."""
    section = document.sections[0]
    top = section.first_page_header.paragraphs[0].text
    first, later = (f.paragraphs[0].text for f in (section.first_page_footer, section.footer))
    assert first == later
    return top, first


def test_a_draft_is_marked_a_sent_report_waits_and_an_accepted_one_bears_its_receipt():
    assert edges(made(draft())) == ("DỰ THẢO", "Dự thảo")
    waiting = edition(mark="ĐÃ GỬI, CHỜ THẨM ĐỊNH")
    assert edges(made(waiting)) == (
        "ĐÃ GỬI, CHỜ THẨM ĐỊNH",
        "Mã biên nhận: BN-2027-00007-ABCDEF – Đã gửi, chờ thẩm định",
    )
    assert edges(made(edition())) == ("", "Mã biên nhận: BN-2027-00007-ABCDEF")


def test_illustrative_numbers_say_so_on_every_page():
    around = case.Surroundings(**{**vars(AROUND), "is_illustrative": True})
    document = made(around=around)
    assert "(Số liệu minh họa)" in lines(document)
    assert edges(document)[1].endswith("– Số liệu minh họa")


def test_a_report_entered_from_paper_says_so():
    content = payload(on_behalf={"signer": "Người Ký", "entered_by": "Người Nhập"})
    assert edges(made(edition(content)))[1].endswith("Nhập từ bản giấy đã ký")


# -- Letterheads ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "agency", "symbol", "signer", "place"),
    [
        ("WARD", "Ủy ban nhân dân Phường 5", "ỦY BAN NHÂN DÂN\nPHƯỜNG 5", "UBND", "CHỦ TỊCH", "P5"),
        ("DEPARTMENT", "Phòng Y tế Quận 3", "PHÒNG Y TẾ", "YT", "TRƯỞNG PHÒNG", "Quận 3"),
        (
            "DEPARTMENT",
            "Phòng Giáo dục và Đào tạo Quận 3",
            "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO",
            "GDĐT",
            "TRƯỞNG PHÒNG",
            "Quận 3",
        ),
        ("SERVICE", "Trung tâm Y tế Quận 3", "TRUNG TÂM Y TẾ", "TTYT", "GIÁM ĐỐC", "Quận 3"),
        ("OUTSIDE", "Quận 3", "QUẬN 3", "Q3", "THỦ TRƯỞNG ĐƠN VỊ", "Quận 3"),
    ],
)
def test_a_unit_without_a_letterhead_takes_it_from_its_name(
    kind, name, agency, symbol, signer, place
):
    unit = make.UnitFactory.build(kind=kind, name=name, short_name="P5")
    head = letterhead_from_name(unit, make.PlanFactory.build())
    assert head.superior == "ỦY BAN NHÂN DÂN QUẬN 3"
    assert (head.agency, head.symbol, head.signer_title) == (agency, symbol, signer)
    assert head.place == place


@pytest.mark.django_db
def test_a_recorded_letterhead_is_printed_as_recorded():
    scene = Scene()
    Letterhead.objects.create(
        unit=scene.report.unit,
        superior="CẤP TRÊN",
        agency="DÒNG MỘT\nDÒNG HAI",
        symbol="KH",
        place="Phường Thử",
        authority="TM. ỦY BAN NHÂN DÂN",
        signer_title="CHỦ TỊCH",
        recipients="Nơi một\n\nNơi hai;",
        archive="VT, YT",
    )
    text = words_of(client_of(scene.head).get(address("report_docx", scene.report)))
    for words in ("CẤP TRÊN", "DÒNG HAI", "/BC-KH", "Phường Thử, ngày", "TM. ỦY BAN NHÂN DÂN"):
        assert words in text
    for words in ("- Nơi một;", "- Nơi hai;", "- Lưu: VT, YT."):
        assert words in text


@pytest.mark.django_db
def test_recipients_are_the_plans_offices_of_the_day_without_the_unit_itself():
    plan, unit = make.PlanFactory(), make.UnitFactory()
    second = make.OfficeFactory(plan=plan, kind="SECOND_RECIPIENT").unit
    first = make.OfficeFactory(plan=plan).unit
    on = date(2027, 11, 3)
    assert letterhead_of(unit, plan, on=on).recipients == (first.name, second.name)
    assert letterhead_of(first, plan, on=on).recipients == (second.name,)


# -- Whose content ----------------------------------------------------------------------------


def docx(user, report):
    return client_of(user).get(address("report_docx", report))


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT, State.WITH_HEAD])
def test_the_unit_takes_its_draft_and_nobody_else_does(state):
    scene = Scene()
    report = scene.bring(state)
    for person in (scene.staff, scene.head):
        text = words_of(docx(person, report))
        assert "DỰ THẢO" in text and "Mã biên nhận" not in text
    for stranger in (scene.reviewer, make.head(make.UnitFactory()), make.UserFactory()):
        assert docx(stranger, report).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (State.SUBMITTED, "ĐÃ GỬI, CHỜ THẨM ĐỊNH"),
        (State.RETURNED, "BẢN ĐÃ GỬI, ĐƯỢC ĐỀ NGHỊ SỬA"),
        (State.REOPENED, "BẢN ĐÃ GỬI, ĐƯỢC MỞ LẠI ĐỂ SỬA"),
        (State.ACCEPTED, ""),
    ],
)
def test_recipients_take_what_was_sent_with_its_receipt(state, mark):
    scene = Scene()
    report = scene.bring(state)
    scene.report.assessment.__class__.objects.update(overview="Viết sau khi gửi.")
    text = words_of(docx(scene.reviewer, report))
    assert "Viết sau khi gửi" not in text
    assert f"Mã biên nhận: {Submission.objects.get().receipt_code}" in text
    assert (mark or "Kết quả tốt.") in text
    assert "DỰ THẢO" not in text
    assert "ngày 03 tháng 11 năm 2027" in text


@pytest.mark.django_db
def test_the_unit_takes_its_working_content_once_the_report_is_back():
    scene = Scene()
    report = scene.bring(State.RETURNED)
    scene.report.assessment.__class__.objects.update(overview="Viết sau khi gửi.")
    text = words_of(docx(scene.head, report))
    assert "Viết sau khi gửi" in text and "DỰ THẢO" in text and "Mã biên nhận" not in text


@pytest.mark.django_db
def test_the_unit_takes_what_was_sent_while_it_rests():
    scene = Scene()
    report = scene.bring(State.ACCEPTED)
    own, theirs = docx(scene.head, report), docx(scene.reviewer, report)
    assert own.content == theirs.content


@pytest.mark.django_db
def test_the_annual_target_is_the_one_of_the_day_of_sending():
    scene = Scene()
    report = scene.bring(State.ACCEPTED)

    def decide(value, day, replaced_on=None):
        decision = Decision.objects.create(
            plan=scene.plan, number=f"{value}/QĐ", decided_on=day, decided_by="UBND"
        )
        AnnualTarget.objects.create(
            target=scene.entry.target,
            year=2027,
            value=Decimal(value),
            decision=decision,
            replaced_on=replaced_on,
        )

    decide("31.25", date(2027, 1, 5), replaced_on=date(2027, 12, 1))
    decide("47.75", date(2027, 12, 1))
    text = words_of(docx(scene.reviewer, report))
    assert "31,25" in text and "47,75" not in text


@pytest.mark.django_db
def test_the_answer_is_a_private_attachment_with_both_names():
    scene = Scene()
    report = scene.bring(State.SUBMITTED)
    Unit.objects.filter(pk=report.unit_id).update(name='Phòng "Y/tế"')
    answer = docx(scene.head, report)
    headers = answer.headers
    assert headers["Content-Type"].endswith("wordprocessingml.document")
    assert headers["Content-Disposition"] == (
        'attachment; filename="bao-cao-nam-2027-phong-y-te.docx"; '
        "filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20n%C4%83m%202027%20-%20"
        "Ph%C3%B2ng%20-Y-t%E1%BA%BF-.docx"
    )
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert client_of(scene.head).post(address("report_docx", report)).status_code == 405


@pytest.mark.django_db
def test_pages_offer_the_document_only_where_there_is_one():
    scene = Scene()
    link = f'href="{address("report_docx", scene.report)}"'

    def offers(user, name):
        return link in client_of(user).get(address(name, scene.report)).content.decode()

    assert offers(scene.head, "report_detail") and not offers(scene.reviewer, "review_report")
    scene.bring(State.SUBMITTED)
    for name in ("report_detail", "report_receipt", "review_report"):
        assert offers(scene.reviewer, name), name


@pytest.mark.django_db
def test_the_draft_names_itself_a_draft():
    scene = Scene()
    name = docx(scene.head, scene.report).headers["Content-Disposition"]
    assert "-du-thao.docx" in name and "%28d%E1%BB%B1%20th%E1%BA%A3o%29" in name


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_queries_do_not_grow_with_the_report(state):
    plan = make.PlanFactory()

    def queries(size):
        report = make.fill(make.report_with_items(targets=size, tasks=size, plan=plan))
        head = make.head(report.unit)
        report.touch(by=head, at=clock.now())
        if state == State.SUBMITTED:
            report.submit(by=head, at=clock.now())
        client = client_of(head)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address("report_docx", report)).status_code == 200
        return len(captured)

    assert queries(1) == queries(4) <= 22
