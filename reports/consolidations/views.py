"""Consolidated reports as files and frozen for good: making, keeping, reading, comparing."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from q3plan.lib import clock
from q3plan.lib.attachment import attachment
from q3plan.lib.form_errors import errors_of
from reports.compiling.access import check_writer, compiled_of, writes
from reports.compiling.assemble import count_news
from reports.models import Consolidation, ConsolidationFile
from reports.posting import UNPROCESSABLE, idempotent

from . import making
from .access import visible_consolidations, visible_round, visible_rounds
from .changes import differences
from .content import content_of, read_material
from .forms import FinishForm
from .reading import shown

Kind = ConsolidationFile.Kind
# Endings as they stand in addresses.
KINDS = {"docx": Kind.REPORT, "xlsx": Kind.TABLE}
CONFLICT = 409
CHANGED = gettext_lazy(
    "Số liệu hoặc lời văn vừa thay đổi sau khi anh/chị mở trang. Xem lại rồi chốt; ghi chú của "
    "anh/chị vẫn còn."
)
FINISH = "consolidations/consolidation_finish.html"
COMPARE = "consolidations/consolidation_compare.html"


@require_safe
def consolidated_docx(request, year):
    """The draft as it stands, for everybody who may read it; 404 before it was assembled."""
    _round, compiled = compiled_of(request, year)
    if compiled is None:
        raise Http404
    material = read_material(compiled, powers=request.powers, at=clock.now())
    made = making.report_file(material, content_of(material), is_draft=True)
    return _file(making.file_name(year, note="dự thảo"), Kind.REPORT, made)


def _file(name, kind, content):
    headers = {"Content-Disposition": attachment(name)}
    return HttpResponse(content, content_type=Kind(kind).media_type, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def consolidation_finish(request, year):
    """What will be frozen, and the button that does it; for the coordinating unit."""
    round, compiled = compiled_of(request, year)
    check_writer(request, round)
    if compiled is None:
        return render(request, FINISH, {"round": round, "report": None, "errors": []})
    if request.method != "POST":
        return _finish_page(request, _finish_facts(request, compiled))
    with transaction.atomic():
        compiled.lock()
        answer = _finish(request, compiled)
        if answer.status_code == CONFLICT:
            transaction.set_rollback(True)
    return answer


def _finish(request, compiled):
    page = _finish_facts(request, compiled, request.POST)
    form, seen = page["form"], request.POST.get("stamp")
    if not form.is_valid():
        return _finish_page(request, page, errors=errors_of(form), status=UNPROCESSABLE)
    if seen != making.stamp(page["content"]):
        return _finish_page(request, page, errors=[("noi-dung-chot", CHANGED)], status=CONFLICT)
    material, by, note = page["material"], request.user, form.cleaned_data["note"]
    made = making.freeze(material, powers=request.powers, by=by, at=material.at, note=note)
    # Something may be accepted while the files are made: then no two parts need agree.
    page = _finish_facts(request, compiled, request.POST)
    if seen != making.stamp(page["content"]):
        return _finish_page(request, page, errors=[("noi-dung-chot", CHANGED)], status=CONFLICT)
    words = {"year": compiled.round.year, "n": made.sequence}
    messages.success(request, _("Đã chốt báo cáo tổng hợp năm %(year)s, lần %(n)s.") % words)
    return redirect("consolidation_detail", compiled.round.year, made.sequence)


def _finish_facts(request, compiled, data=None):
    material = read_material(compiled, powers=request.powers, at=clock.now())
    content = content_of(material)
    units = making.reported(content)
    return {
        "round": compiled.round,
        "report": compiled,
        "material": material,
        "content": content,
        "units": units,
        "form": FinishForm(data, is_complete=units.is_complete),
    }


def _finish_page(request, page, *, errors=(), status=200):
    content, compiled = page["content"], page["report"]
    page |= {
        "errors": list(errors),
        "stamp": making.stamp(content),
        "number": making.printed_number(content),
        "news": count_news(compiled, at=page["material"].at),
        "behind": sum(row.is_behind for row in compiled.paragraphs.all()),
        "tasks": len(page["material"].counted),
        "targets": sum(len(group["rows"]) for group in content["table"]["groups"]),
        "passages": sum(len(part["passages"]) for part in content["parts"]),
        "sequence": Consolidation.objects.filter(round=page["round"]).count() + 1,
    }
    return render(request, FINISH, page, status=status)


@require_safe
def consolidation_list(request, year):
    """The frozen reports of a round and, below, those of the plan's other years."""
    round = visible_round(request, year)
    # Files and snapshots are large; a list names them only.
    files = Prefetch("files", ConsolidationFile.objects.defer("content"))
    rows = _of_plan(request, round.plan_id).defer("snapshot").prefetch_related(files)
    rows = list(rows)
    context = {
        "round": round,
        "rows": [row for row in rows if row.round_id == round.pk],
        "others": [row for row in rows if row.round_id != round.pk],
        "may_write": writes(request, round),
        "choices": [(key_of(row), row) for row in rows],
        "newer": rows[0] if rows else None,
        "older": rows[1] if len(rows) > 1 else None,
    }
    return render(request, "consolidations/consolidation_list.html", context)


def _of_plan(request, plan_id):
    return visible_consolidations(request).filter(round__plan=plan_id)


def _found(request, year, sequence) -> Consolidation:
    """A frozen report of the newest plan that the person reads and that has that year."""
    rows = visible_consolidations(request).filter(round__year=year, sequence=sequence)
    found = rows.order_by("-round__plan__issued_on", "-round__plan_id").first()
    if found is None:
        raise Http404
    return found


@require_safe
def consolidation_detail(request, year, sequence):
    """Its content from the snapshot alone, and what has changed since."""
    row = _found(request, year, sequence)
    content = row.content
    context = {
        "row": row,
        "content": content,
        "shown": shown(content),
        "units": making.reported(content),
        "is_intact": row.is_intact(),
        "files": list(row.files.defer("content")),
        "since": _since(request, row, content),
    }
    return render(request, "consolidations/consolidation_detail.html", context)


def _since(request, row, content):
    """Differences between the frozen content and the report as it would be made now."""
    _round, compiled = compiled_of(request, row.round.year)
    if compiled is None or compiled.round_id != row.round_id:
        return None
    material = read_material(compiled, powers=request.powers, at=clock.now())
    return differences(content, content_of(material))


@require_safe
def consolidation_file(request, year, sequence, kind):
    """A file of a frozen report, byte for byte."""
    row = _found(request, year, sequence)
    file = row.files.filter(kind=KINDS.get(kind, "")).first()
    if file is None:
        raise Http404
    name = making.file_name(year, kind=Kind(file.kind), note=f"chốt lần {sequence}")
    return _file(name, file.kind, bytes(file.content))


@require_safe
def consolidation_compare(request):
    """``?a=2026-1&b=2027-1``: two frozen reports of one plan; without them the last two."""
    rows = _comparable(request)
    by_key = {key_of(row): row for row in rows}
    asked = [request.GET.get(name, "").strip() for name in ("a", "b")]
    if any(key and key not in by_key for key in asked):
        raise Http404
    newest = rows[:2][::-1]
    if len(newest) < 2:
        return render(request, COMPARE, {"rows": rows, "old": None})
    old, new = (by_key.get(key, row) for key, row in zip(asked, newest, strict=True))
    context = {
        "rows": [(key_of(row), row) for row in rows],
        "old": old,
        "new": new,
        "is_same": old == new,
        "found": differences(old.content, new.content),
    }
    return render(request, COMPARE, context)


def key_of(row) -> str:
    """What names a frozen report within its plan: "2026-1"."""
    return f"{row.round.year}-{row.sequence}"


def _comparable(request):
    """The frozen reports of the newest plan that the person reads and that has a round."""
    newest = visible_rounds(request).first()
    return list(_of_plan(request, newest.plan_id).defer("snapshot")) if newest else []
