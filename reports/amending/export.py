"""The list of proposals as a file."""

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_safe

from assignments.shown_plan import shown_plan
from q3plan.lib.export import DAY, MOMENT, TEXT, WIDE
from reports.exports.sending import send
from reports.models import Amendment

AMENDMENTS = {
    "Nội dung": (WIDE, lambda row: str(row.subject)),
    "Loại": (TEXT, lambda row: row.get_kind_display()),
    "Đơn vị đề nghị": (TEXT, lambda row: row.unit.name),
    "Lập lúc": (MOMENT, lambda row: row.created_at),
    "Lý do, căn cứ": (WIDE, lambda row: row.reason),
    "Ý kiến của cơ quan đầu mối": (WIDE, lambda row: row.opinion),
    "Tình trạng": (TEXT, lambda row: row.get_state_display()),
    "Quyết định": (TEXT, lambda row: row.decision.number if row.decision else ""),
    "Cơ quan, người quyết định": (
        TEXT,
        lambda row: row.decision.decided_by if row.decision else "",
    ),
    "Áp dụng từ ngày": (DAY, lambda row: row.effective_on),
    "Đã áp dụng lúc": (MOMENT, lambda row: row.applied_at),
}


@require_safe
def amendment_export(request, kind):
    """What the page lists, for the same people."""
    powers, plan = request.all_powers, shown_plan(request)
    if plan is None or not (powers.receives or powers.leads or powers.units):
        raise PermissionDenied
    rows = Amendment.objects.visible_to(powers).filter(plan=plan).with_subject()
    lines = rows.iterator(chunk_size=500)
    return send(request, kind, "Đề nghị điều chỉnh", AMENDMENTS, lines)
