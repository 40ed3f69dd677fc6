"""The wizard: decision, units that take over, units that end, who takes what."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.models import Heir, Inheritance, NotReorganised, Reorganisation, Unit
from q3plan.lib import clock
from q3plan.lib.form_errors import errors_of
from reports.posting import idempotent
from reports.reorganising.access import check_may_reorganise, reorganisation_of
from reports.reorganising.choosing import form_for, save_choices
from reports.reorganising.forms import HEIR_ROWS, LINE_ROWS, DocumentForm, heir_initial
from reports.reorganising.lines import read_lines

MAIN = "buoc"
CONFLICT, UNREADABLE = 409, 422
FIRST_ROWS = 2
TEMPLATES = {
    "document": "reorganising/reorganisation_document.html",
    "heirs": "reorganising/reorganisation_heirs.html",
    "lines": "reorganising/reorganisation_lines.html",
    "choices": "reorganising/reorganisation_choices.html",
}
DOCUMENT = ("title", "document", "document_on", "issued_by", "effective_on", "note")


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reorganisation_new(request):
    check_may_reorganise(request.powers)
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = Reorganisation.objects.create(
            **form.cleaned_data, created_at=clock.now(), created_by=request.user
        )
        return redirect("reorganisation_heirs", draft.pk)
    context = {"form": form, "errors": errors_of(form)}
    status = UNREADABLE if form.is_bound else 200
    return render(request, "reorganising/reorganisation_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reorganisation_document(request, pk):
    draft = reorganisation_of(request, pk)
    if not draft.is_draft:
        return redirect("reorganisation_detail", pk)
    initial = {name: getattr(draft, name) for name in DOCUMENT}
    form = DocumentForm(request.POST or None, initial=initial)
    if request.method != "POST":
        return _show(request, "document", draft, {"form": form})
    if not form.is_valid():
        return _show(request, "document", draft, {"form": form}, errors_of(form))

    def save():
        for name, value in form.cleaned_data.items():
            setattr(draft, name, value)
        draft.save(update_fields=DOCUMENT)

    return _saved(request, "document", draft, {"form": form}, save, "reorganisation_heirs")


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reorganisation_heirs(request, pk):
    draft = reorganisation_of(request, pk)
    if not draft.is_draft:
        return redirect("reorganisation_detail", pk)
    saved = list(draft.heirs.select_related("unit"))
    options = {"prefix": "nhan", "form_kwargs": {"units": _going_on(draft)}}
    initial = [heir_initial(heir) for heir in saved]
    initial += [{}] * max(0, FIRST_ROWS - len(initial))
    rows = _rows(request, HEIR_ROWS, initial, options)
    if rows.only_shown:
        return _show(request, "heirs", draft, {"rows": rows})
    if not rows.is_valid():
        return _show(request, "heirs", draft, {"rows": rows}, _row_errors(rows))
    return _saved(
        request,
        "heirs",
        draft,
        {"rows": rows},
        lambda: _save_heirs(draft, rows),
        "reorganisation_lines",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reorganisation_lines(request, pk):
    draft = reorganisation_of(request, pk)
    if not draft.is_draft:
        return redirect("reorganisation_detail", pk)
    heirs = list(draft.heirs.select_related("unit"))
    options = {"prefix": "dong", "form_kwargs": {"units": _ending(draft), "heirs": heirs}}
    saved = draft.inheritances.select_related("predecessor")
    initial = [
        {
            "predecessor": line.predecessor.code,
            "heir": line.heir_id or "giai-the",
            "partial_territory": line.partial_territory,
            "is_main": line.is_main,
        }
        for line in saved
    ]
    initial += [{}] * max(0, FIRST_ROWS - len(initial))
    rows = _rows(request, LINE_ROWS, initial, options)
    context = {"rows": rows, "heirs": heirs}
    if rows.only_shown:
        return _show(request, "lines", draft, context)
    if not rows.is_valid():
        return _show(request, "lines", draft, context, _row_errors(rows))
    return _saved(
        request, "lines", draft, context, lambda: _save_lines(draft, rows), "reorganisation_choices"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reorganisation_choices(request, pk):
    draft = reorganisation_of(request, pk)
    if not draft.is_draft:
        return redirect("reorganisation_detail", pk)
    lines = read_lines(draft)
    form = form_for(lines, request.POST if request.method == "POST" else None)
    context = {"form": form, "lines": lines}
    if request.method != "POST":
        return _show(request, "choices", draft, context)
    if not form.is_valid():
        return _show(request, "choices", draft, context, errors_of(form))
    return _saved(
        request,
        "choices",
        draft,
        context,
        lambda: save_choices(draft, form),
        "reorganisation_preview",
    )


def _going_on(draft):
    """Units that can take over: there on the day, with no end."""
    units = Unit.objects.filter(valid_to__isnull=True, valid_from__lte=draft.effective_on)
    return units.order_by("order", "code")


def _ending(draft):
    """Units that can end: there the day before, with no end yet."""
    units = Unit.objects.filter(valid_to__isnull=True, valid_from__lt=draft.effective_on)
    return units.order_by("order", "code")


def _rows(request, formset, initial, options):
    """The rows of a page; ``only_shown`` when nothing is to be saved (opened, a row more)."""
    if request.method != "POST":
        rows = formset(initial=initial, **options)
        rows.only_shown = True
        return rows
    data = request.POST.copy()
    is_more = data.get("action") == "add"
    if is_more:
        total = f"{options['prefix']}-TOTAL_FORMS"
        count = data.get(total, "")
        data[total] = str(int(count) + 1) if count.isascii() and count.isdigit() else "1"
    rows = formset(data, initial=initial, **options)
    rows.only_shown = is_more
    return rows


def _row_errors(rows):
    found = [(MAIN, message) for message in rows.non_form_errors()]
    for number, form in enumerate(rows.forms, 1):
        for place, message in errors_of(form):
            found.append((place, _("Dòng %(n)s: %(what)s") % {"n": number, "what": message}))
    return found


def _save_heirs(draft, rows):
    used = rows.used()
    kept = {form.cleaned_data["pk"] for form in used}
    draft.heirs.exclude(pk__in=kept - {None}).delete()
    for form in used:
        data = form.cleaned_data
        heir = draft.heirs.filter(pk=data["pk"]).first() or Heir(reorganisation=draft)
        heir.is_new, heir.unit = form.is_new, data["unit"]
        names = ("code", "kind", "name", "short_name", "staff_may_submit")
        for name in names:
            setattr(heir, name, data[name] if form.is_new else heir._meta.get_field(name).default)
        if not form.is_new:
            heir.code = heir.kind = heir.name = heir.short_name = ""
            heir.staff_may_submit = False
        heir.order = _order(heir, data)
        heir.save()


def _order(heir, data):
    if not heir.is_new:
        return heir.unit.order
    return 100 if data["order"] is None else data["order"]


def _save_lines(draft, rows):
    """Lines are written anew; choices that name units which end no more go with them."""
    draft.inheritances.all().delete()
    Inheritance.objects.bulk_create(
        Inheritance(
            reorganisation=draft,
            predecessor=form.cleaned_data["predecessor"],
            heir_id=form.heir_id,
            is_main=form.cleaned_data["is_main"],
            partial_territory=form.cleaned_data["partial_territory"],
        )
        for form in rows.used()
    )
    ending = {form.cleaned_data["predecessor"].pk for form in rows.used()}
    draft.assignment_choices.exclude(assignment__unit__in=ending).delete()
    draft.membership_choices.exclude(membership__unit__in=ending).delete()


def _saved(request, step, draft, context, save, following):
    """Save under the lock of the draft and go on; the page again where somebody came first."""
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() else None
    try:
        with transaction.atomic():
            draft.touch(version=seen)
            save()
    except NotReorganised as refused:
        return _show(request, step, draft, context, [(MAIN, refused.message)], CONFLICT)
    except IntegrityError:
        problem = _("Hai dòng đổi mã cho nhau: hãy đặt mã khác cho một dòng rồi lưu lại.")
        return _show(request, step, draft, context, [(MAIN, problem)])
    messages.success(request, _("Đã lưu."))
    return redirect(following, draft.pk)


def _show(request, step, draft, context, errors=(), status=UNREADABLE):
    # After a conflict the next press is made by somebody who has read of it.
    draft.refresh_from_db()
    context = {"reorganisation": draft, "step": step, "errors": list(errors), **context}
    return render(request, TEMPLATES[step], context, status=status if errors else 200)
