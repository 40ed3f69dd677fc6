"""Django admin: master data, for administrators only, behind the site's own login."""

import unicodedata

import pytest
from django.contrib import admin
from django.urls import reverse

from assignments.models import Assignment, Letterhead, PlanLetterhead, Succession
from q3plan.accounts.models import User
from targets.models import CitedDocument, Clause
from tests import factories as make
from tests.review_scene import client_of, text_of
from tests.test_standing import decide

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")


@pytest.fixture
def administrator():
    return make.UserFactory(is_staff=True, is_superuser=True)


def of(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def models():
    return [pytest.param(model, id=model._meta.label) for model in admin.site._registry]


def test_anonymous_is_led_to_the_login_of_the_site():
    for address in (INDEX, reverse("admin:login"), of(User)):
        response = client_of(None).get(address, follow=True)
        assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
        assert "quan-tri" in response.redirect_chain[-1][0]


def test_login_of_the_admin_takes_no_password(administrator):
    response = client_of(None).post(
        reverse("admin:login"), {"username": administrator.email, "password": make.PASSWORD}
    )
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "fields",
    [{}, {"is_staff": True}, {"is_superuser": True}],
    ids=["plain", "staff only", "superuser only"],
)
def test_everybody_else_is_refused(fields):
    client = client_of(make.UserFactory(**fields))
    for address in (INDEX, reverse("admin:login"), of(User), of(User, "add")):
        assert client.get(address).status_code == 403


def test_head_and_coordinator_are_refused():
    plan = make.PlanFactory()
    for user in (make.coordinator(plan), make.head(make.UnitFactory())):
        assert client_of(user).get(INDEX).status_code == 403


def test_password_and_logout_are_those_of_the_site(administrator):
    client = client_of(administrator)
    assert client.get(reverse("admin:password_change")).url == reverse("account_change_password")
    assert client.post(reverse("admin:logout")).url == reverse("account_logout")


def test_admin_holds_master_data_and_no_reports():
    held = {model._meta.label for model in admin.site._registry}
    assert held == {
        "accounts.User",
        "targets.Plan",
        "targets.Sector",
        "targets.Clause",
        "targets.CitedDocument",
        "targets.Target",
        "targets.Reading",
        "targets.AnnualTarget",
        "targets.Decision",
        "targets.Task",
        "assignments.Unit",
        "assignments.Letterhead",
        "assignments.PlanLetterhead",
        "assignments.Succession",
        "assignments.Membership",
        "assignments.Portfolio",
        "assignments.Assignment",
        "assignments.Office",
        "reports.Round",
    }


@pytest.mark.parametrize("model", models())
def test_every_list_opens_and_can_be_searched(administrator, model):
    make.report_with_items()
    client = client_of(administrator)
    assert client.get(of(model)).status_code == 200
    assert client.get(of(model), {"q": "2027"}).status_code == 200


def test_a_row_of_every_kind_opens(administrator):
    report = make.report_with_items()
    plan = report.round.plan
    make.PortfolioFactory(plan=plan)
    make.OfficeFactory(plan=plan)
    make.member(report.unit)
    decide(report.entries.get().target, 2027, 30)
    CitedDocument.objects.create(plan=plan, title="Luật Đất đai")
    Succession.objects.create(
        predecessor=make.UnitFactory(),
        successor=report.unit,
        effective_on="2027-01-01",
        document="Quyết định số 1",
    )
    Letterhead.objects.create(
        unit=report.unit, agency="PHÒNG Y TẾ", symbol="YT", signer_title="TRƯỞNG PHÒNG"
    )
    PlanLetterhead.objects.create(
        plan=plan, agency="ỦY BAN NHÂN DÂN", symbol="UBND", signer_title="CHỦ TỊCH"
    )
    client = client_of(administrator)
    for model in admin.site._registry:
        address = of(model, "change", model.objects.first().pk)
        assert client.get(address).status_code == 200, address


def test_links_have_vietnamese_headings(administrator):
    make.report_with_items()
    html = text_of(client_of(administrator).get(of(Assignment)))
    assert "Đơn vị" in html
    assert ">Unit<" not in html
    assert ">Unit<" not in text_of(client_of(administrator).get(of(Assignment, "add")))


def test_text_of_a_clause_cannot_be_changed(administrator):
    clause = make.ClauseFactory(text="sáp xếp nhà, đất")
    client = client_of(administrator)
    client.post(
        of(Clause, "change", clause.pk),
        {"text": "khác", "corrected_text": "sắp xếp nhà, đất", "correction_note": "Lỗi in."},
    )
    clause.refresh_from_db()
    assert clause.text == "sáp xếp nhà, đất"
    assert clause.corrected_text == "sắp xếp nhà, đất"
    assert clause.folded_text == "sap xep nha, dat sap xep nha, dat"
    assert client.get(of(Clause, "add")).status_code == 403


def test_administrator_creates_a_person_with_a_password(administrator):
    response = client_of(administrator).post(
        of(User, "add"),
        {
            "email": "Lan@Q3.example",
            "full_name": unicodedata.normalize("NFD", "  Trần Thị Lan "),
            "usable_password": "true",
            "password1": " mat-khau-rat-dai ",
            "password2": " mat-khau-rat-dai ",
        },
    )
    assert response.status_code == 302, response.context["errors"]
    person = User.objects.get(email="lan@q3.example")
    assert person.full_name == "Trần Thị Lan"
    assert person.check_password(" mat-khau-rat-dai ")
    assert not person.is_staff


def test_second_account_with_the_same_address_is_refused(administrator):
    response = client_of(administrator).post(
        of(User, "add"),
        {
            "email": administrator.email.upper(),
            "full_name": "Người khác",
            "usable_password": "true",
            "password1": "mat-khau-rat-dai",
            "password2": "mat-khau-rat-dai",
        },
    )
    assert response.status_code == 200
    assert User.objects.count() == 1


def test_person_is_made_inactive_not_deleted(administrator):
    person = make.UserFactory()
    client = client_of(administrator)
    assert client.get(of(User, "delete", person.pk)).status_code == 403
    client.post(
        of(User, "change", person.pk), {"email": person.email, "full_name": person.full_name}
    )
    person.refresh_from_db()
    assert not person.is_active


def test_constraint_speaks_vietnamese(administrator):
    unit = make.UnitFactory()
    response = client_of(administrator).post(
        of(Assignment, "add"),
        {"unit": unit.pk, "role": "LEAD", "valid_from": "01/02/2027", "valid_to": "01/01/2027"},
    )
    assert "Ngày bắt đầu phải trước hoặc bằng ngày kết thúc." in text_of(response)
    assert "Chọn đúng một chỉ tiêu hoặc một nhiệm vụ." in text_of(response)
