"""The list of directives as a file, filtered by the same address."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from q3plan.lib.export import DAY, MOMENT, TEXT, WIDE
from reports.exports.sending import names, send
from reports.models import DirectiveStatus

from .reading import Line, about_words
from .views import read_list

DIRECTIVES = {
    "Nội dung": (WIDE, lambda line: line.directive.text),
    "Về": (WIDE, lambda line: about_words(line.directive)),
    "Lĩnh vực": (TEXT, lambda line: line.directive.sector.name if line.directive.sector else ""),
    "Chức vụ": (TEXT, lambda line: line.directive.position),
    "Người chỉ đạo": (TEXT, lambda line: str(line.directive.created_by)),
    "Chỉ đạo lúc": (MOMENT, lambda line: line.directive.created_at),
    "Trả lời đến hết ngày": (DAY, lambda line: line.directive.due_on),
    "Trạng thái": (TEXT, lambda line: str(line.status.label)),
    "Đơn vị phải trả lời": (WIDE, lambda line: names(line.units)),
    "Chưa trả lời": (WIDE, lambda line: names(line.unanswered)),
    "Kết thúc lúc": (MOMENT, lambda line: line.directive.closed_at),
}


@require_safe
def directive_export(request, kind):
    form, rows = read_list(request)
    if form.errors:
        return HttpResponseRedirect(f"{reverse('directive_list')}?{request.GET.urlencode()}")
    lines = (Line(row, DirectiveStatus(row.status)) for row in rows.iterator(chunk_size=500))
    return send(request, kind, "Ý kiến chỉ đạo", DIRECTIVES, lines, filters=form.words)
