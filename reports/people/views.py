"""Người dùng: the list, one person, inviting, taking in from a file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.models import Membership, Portfolio
from q3plan.accounts.models import User
from q3plan.lib import clock
from q3plan.lib.attachment import XLSX, attachment
from q3plan.lib.export import DAY, MOMENT, TEXT, WIDE
from q3plan.lib.form_errors import errors_of
from q3plan.lib.sheets import SheetRefused
from reports.exports.sending import send
from reports.models import TransitionRefused
from reports.people import importing, steps
from reports.people.access import check_may_manage, managed_person, managed_units
from reports.people.filters import PeopleFilter
from reports.people.forms import EndForm, HandOverForm, InviteForm, SubstituteForm
from reports.people.listing import JANUARY, Standing, person_of, read_people, units_without_people
from reports.posting import UNPROCESSABLE, idempotent

MAIN = "noi-dung"
CONFLICT = 409
FORMS = {"hand_over": HandOverForm, "substitute": SubstituteForm, "end": EndForm}
COLUMNS = {
    "Họ và tên": (TEXT, lambda p: p.user.full_name),
    "Thư điện tử": (TEXT, lambda p: p.user.email),
    "Vai trò, đơn vị": (WIDE, lambda p: p.places),
    "Tình trạng": (TEXT, lambda p: str(p.standing.label)),
    "Đăng nhập gần nhất": (MOMENT, lambda p: p.user.last_login),
    "Ngày tạo": (DAY, lambda p: p.user.date_joined.date()),
}


@require_safe
def people_list(request):
    """Who never signed in stands out: in January there is still time, in November there is not."""
    check_may_manage(request.powers)
    people = read_people(request.powers)
    form = PeopleFilter(request.GET, people)
    context = {
        "form": form,
        "errors": errors_of(form),
        "people": form.filter(people),
        "total": len(people),
        "never": sum(p.standing == Standing.NEVER for p in people),
        "is_january": clock.today().month == JANUARY,
        "shared": [p for p in people if p.looks_shared and p.user.is_active],
        "empty_units": units_without_people(managed_units(request.powers), people),
    }
    template = "people/people_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require_safe
def people_export(request, kind):
    check_may_manage(request.powers)
    people = read_people(request.powers)
    form = PeopleFilter(request.GET, people)
    return send(request, kind, "Người dùng", COLUMNS, form.filter(people), filters=form.words)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def person_invite(request):
    check_may_manage(request.powers)
    units = managed_units(request.powers).in_natural_order()
    today = clock.today()
    if request.method != "POST":
        chosen = request.GET.get("don-vi", "")
        form = InviteForm(units=units, today=today, initial={"since": today, "unit": chosen})
        return _show_invite(request, form)
    form = InviteForm(request.POST, units=units, today=today)
    if not form.is_valid():
        return _show_invite(request, form, status=UNPROCESSABLE)
    try:
        user, is_new = steps.take_in(**form.cleaned_data, by=request.user, at=clock.now())
    except TransitionRefused as refusal:
        return _show_invite(request, form, problem=refusal.message, status=CONFLICT)
    words = (
        _("Đã gửi lời mời tới %(email)s.")
        if is_new
        else _("%(email)s đã có tài khoản; đã thêm vào đơn vị.")
    )
    messages.success(request, words % {"email": user.email})
    return redirect("person_detail", user.pk)


def _show_invite(request, form, *, problem="", status=200):
    errors = [*([(MAIN, problem)] if problem else []), *errors_of(form)]
    context = {"form": form, "errors": errors}
    return render(request, "people/person_invite.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def person_detail(request, pk):
    """One person's roles with their days, and what can be done about them."""
    user = managed_person(request, pk)
    if request.method != "POST":
        return _show(request, user)
    action = request.POST.get("action", "")
    if action in FORMS:
        return _change_membership(request, user, action)
    if action in ("disable", "enable") and not request.powers.is_administrator:
        raise PermissionDenied
    try:
        words = _act(request, user, action)
    except TransitionRefused as refusal:
        return _show(request, user, problem=refusal.message, status=CONFLICT)
    messages.success(request, words)
    return redirect("person_detail", user.pk)


def _act(request, user, action):
    if action == "invite":
        steps.invite_again(user, by=request.user, at=clock.now())
        return _("Đã gửi lại lời mời.")
    if action == "disable":
        steps.disable(user, by=request.user)
        return _("Đã khóa tài khoản; phiên đang mở bị ngắt ngay.")
    if action == "enable":
        steps.enable(user)
        return _("Đã mở khóa tài khoản.")
    raise Http404


def _change_membership(request, user, action):
    membership = _managed_memberships(request, user).filter(
        pk=_number(request.POST.get("membership"))
    )
    membership = membership.first()
    if membership is None:
        raise Http404
    form = _form(request, action, membership, request.POST)
    if not form.is_valid():
        return _show(request, user, forms={(membership.pk, action): form}, status=UNPROCESSABLE)
    values = form.cleaned_data
    try:
        if action == "end":
            steps.end_membership(membership, on=values["on"])
            words = _("Đã ghi ngày kết thúc.")
        elif action == "hand_over":
            steps.hand_over(membership, values["user"], on=values["on"])
            words = _("Đã bàn giao cho %(person)s.") % {"person": values["user"]}
        else:
            steps.substitute(
                membership, values["user"], since=values["since"], until=values["until"]
            )
            words = _("Đã ghi %(person)s thay trong thời gian này.") % {"person": values["user"]}
    except TransitionRefused as refusal:
        forms = {(membership.pk, action): form}
        return _show(request, user, forms=forms, problem=refusal.message, status=CONFLICT)
    messages.success(request, words)
    return redirect("person_detail", user.pk)


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _managed_memberships(request, user):
    units = managed_units(request.powers)
    rows = Membership.objects.filter(user=user, unit__in=units.values("pk"))
    return rows.filter(valid_to__isnull=True)


def _form(request, action, membership, data=None):
    """Names of inputs carry the membership, for a page may hold several."""
    options = {"today": clock.today(), "prefix": f"{action}-{membership.pk}"}
    if action != "end":
        options["people"] = _colleagues(membership)
    return FORMS[action](data, **options)


def _colleagues(membership):
    """People of the same unit first need no further word; others must be invited before."""
    now = Membership.objects.active(clock.today()).filter(unit=membership.unit)
    return User.objects.filter(memberships__in=now).exclude(pk=membership.user_id).distinct()


def _show(request, user, *, forms=None, problem="", status=200):
    forms = forms or {}
    found = User.objects.prefetch_related(
        Prefetch(
            "memberships",
            Membership.objects.select_related("unit", "substitutes_for").order_by("-valid_from"),
        ),
        Prefetch("portfolios", Portfolio.objects.active(clock.today()).select_related("sector")),
    ).get(pk=user.pk)
    person = person_of(found, on=clock.today())
    managed = {row.pk for row in _managed_memberships(request, user)}
    roles = [
        (
            row,
            [(name, forms.get((row.pk, name)) or _form(request, name, row)) for name in FORMS]
            if row.pk in managed
            else [],
            any((row.pk, name) in forms for name in FORMS),
        )
        for row in person.memberships
    ]
    errors = [(MAIN, problem)] if problem else []
    for form in forms.values():
        errors += errors_of(form)
    context = {
        "person": person,
        "roles": roles,
        "errors": errors,
        "invited": found.invitations.first(),
        "may_lock": request.powers.is_administrator and user.pk != request.user.pk,
    }
    return render(request, "people/person_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def people_import(request):
    """Choose a file, see who would come, confirm. Only the confirming form carries a key."""
    check_may_manage(request.powers)
    if request.method != "POST":
        return _import_page(request)
    units = managed_units(request.powers).in_natural_order()
    if request.POST.get("action") == "confirm":
        return _confirm(request, units)
    file = request.FILES.get("file")
    if file is None:
        words = _("Chưa chọn tệp. Chọn tệp .xlsx đã điền rồi bấm “Kiểm tra và xem trước”.")
        return _import_page(request, refused=words, status=UNPROCESSABLE)
    try:
        rows, faults = importing.read_people_file(file, units)
    except SheetRefused as problem:
        return _import_page(request, refused=problem.message, status=UNPROCESSABLE)
    if faults:
        return _import_page(request, faults=faults, status=UNPROCESSABLE)
    shown = [(row, importing.shown_days(row)) for row in rows]
    return _import_page(request, rows=shown, sealed=importing.seal(rows, by=request.user))


def _confirm(request, units):
    rows = importing.open_seal(request.POST.get("sealed", ""), by=request.user)
    if rows is None or not {row.unit for row in rows} <= {unit.code for unit in units}:
        words = _("Bản xem trước không còn hiệu lực. Chọn lại tệp và kiểm tra một lần nữa.")
        return _import_page(request, refused=words, status=CONFLICT)
    try:
        new = importing.take_in_all(rows, units, by=request.user, at=clock.now())
    except TransitionRefused as refusal:
        return _import_page(request, refused=refusal.message, status=CONFLICT)
    words = _("Đã nhập %(count)s người, gửi %(new)s lời mời.") % {"count": len(rows), "new": new}
    messages.success(request, words)
    return redirect("people_list")


def _import_page(request, *, status=200, **context):
    return render(request, "people/people_import.html", context, status=status)


@require_safe
def people_import_form(request):
    """The workbook to fill in."""
    check_may_manage(request.powers)
    made = importing.empty_form(managed_units(request.powers).in_natural_order())
    headers = {"Content-Disposition": attachment("mau-nguoi-dung.xlsx")}
    return HttpResponse(made, content_type=XLSX, headers=headers)
