"""The wards of 2025: an heir reads what Phường 1 sent, and sends the report of Phường Bàn Cờ."""

import uuid

import pytest
from playwright.sync_api import expect

from tests import prepared

from .conftest import start_server

NOVEMBER_2026 = "2026-11-03T09:00:00+07:00"
HEAD, OFFICER = "phuong1.lanhdao@q3.example", "tckh.tonghop1@q3.example"
TAKEN_OVER = "Ủy ban nhân dân Phường 4 (Phường Bàn Cờ hoàn tất)"


@pytest.fixture
def district(tmp_path, tmp_path_factory, worker_id, testrun_uid):
    """A server with the second story of the demonstration."""
    folder, run = prepared.prepared_folder(), "all"
    if folder is None:
        folder, run = tmp_path_factory.getbasetemp(), testrun_uid[:12]
        folder = folder if worker_id == "master" else folder.parent
    databases, empty = prepared.migrated(folder, run)
    name = f"q3plan_story_{uuid.uuid4().hex[:12]}"
    databases.copy(empty, name)
    extra = {"EVIDENCE_ROOT": str(tmp_path / "evidence"), "Q3PLAN_CLOCK": NOVEMBER_2026}
    prepared.manage(databases.url(name), "load_demo", "--story", "reorganisation", **extra)
    server = start_server(databases.url(name), tmp_path / "story.log", **extra)
    try:
        yield server
        assert "Traceback" not in server.log.read_text(), server.log.read_text()
    finally:
        server.stop()
        databases.drop(name)


def test_an_heir_reads_the_old_wards_report_and_sends_the_own_one(
    district, new_page, login_by_form, demonstration
):
    head = login_by_form(new_page(district), HEAD)
    head.goto("/don-vi/phuong-ban-co/")
    before = head.get_by_role("region", name="Báo cáo của các đơn vị trước khi sắp xếp")
    expect(before.first).to_contain_text("Phường 1: Báo cáo năm 2025")
    head.goto("/bao-cao/2025/phuong-1/")
    expect(head.get_by_role("heading", level=1)).to_have_text(
        "Báo cáo năm 2025 – Ủy ban nhân dân Phường 1"
    )
    head.goto("/bao-cao/2025/phuong-4/")
    expect(head.get_by_role("heading", level=1)).to_contain_text(TAKEN_OVER)

    head.goto("/viec-cua-toi/")
    head.get_by_role("link", name="Xem và gửi báo cáo").click()
    head.wait_for_url("**/bao-cao/2026/phuong-ban-co/kiem-tra/")
    head.get_by_role("button", name="Gửi báo cáo").click()
    head.wait_for_url("**/bao-cao/2026/phuong-ban-co/bien-nhan/")

    officer = login_by_form(new_page(district), OFFICER)
    officer.goto("/tinh-hinh-nop/?nam=2025")
    expect(officer.locator("#da-ket-thuc")).to_contain_text(TAKEN_OVER)
    officer.goto("/tham-dinh/2026/phuong-ban-co/")
    expect(officer.get_by_role("heading", level=1)).to_have_text("Ủy ban nhân dân Phường Bàn Cờ")
