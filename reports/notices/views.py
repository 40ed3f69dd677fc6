"""What a person was told: their notices, unread first."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from q3plan.lib import clock
from reports.models import Notice, NoticeKind
from reports.posting import idempotent

PAGE = 50
UNREAD = "chua-doc"


@dataclass(frozen=True)
class Filter:
    """What the list shows: one kind or all, unread ones or all."""

    kind: NoticeKind | None
    unread: bool

    @classmethod
    def read(cls, given):
        asked = given.get("loai", "").upper().replace("-", "_")
        kind = NoticeKind(asked) if asked in NoticeKind.values else None
        return cls(kind, unread=given.get("trang-thai") == UNREAD)

    def filter(self, notices):
        if self.kind:
            notices = notices.filter(kind=self.kind)
        return notices.unread() if self.unread else notices

    @property
    def query(self) -> str:
        asked = {"loai": self.kind.value} if self.kind else {}
        return urlencode(asked | ({"trang-thai": UNREAD} if self.unread else {}))


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def notice_list(request):
    """The list; posting to it marks everything as read."""
    own = Notice.objects.of(request.user)
    if request.method == "POST":
        own.mark_read(at=clock.now())
        messages.success(request, _("Đã đánh dấu đã đọc tất cả thông báo."))
        return redirect("notice_list")
    chosen = Filter.read(request.GET)
    page = Paginator(chosen.filter(own).unread_first(), PAGE).get_page(request.GET.get("trang"))
    context = {
        "chosen": chosen,
        "page": page,
        "query": chosen.query,
        "kinds": [NoticeKind(kind) for kind in own.kinds_told()],
        "unread": own.unread().count(),
        "has_any": bool(page.object_list) or own.exists(),
    }
    return render(request, "notices/notice_list.html", context)


@require_POST
@idempotent
def notice_open(request, pk):
    """Mark one as read; ``mo`` also leads to its page."""
    notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk).mark_read(at=clock.now())
    if request.POST.get("mo") and notice.link:
        return HttpResponseRedirect(notice.link)
    return HttpResponseRedirect(f"{reverse('notice_list')}#thong-bao-{pk}")
