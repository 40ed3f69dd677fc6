"""How a person wants to be told: mails by kind, and the address of their calendar."""

import secrets

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from q3plan.lib import clock
from reports.models import CalendarFeed, MailRefusal, NoticeKind
from reports.posting import idempotent

from .addresses import own_address


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def notice_preferences(request):
    if request.method == "POST":
        _keep(request.user, set(request.POST.getlist("thu")))
        messages.success(request, _("Đã lưu tùy chọn nhận thư."))
        return redirect("notice_preferences")
    refused = set(MailRefusal.objects.filter(user=request.user).values_list("kind", flat=True))
    feed = CalendarFeed.objects.filter(user=request.user).first()
    context = {
        "choices": [(kind, kind.value not in refused) for kind in NoticeKind if not kind.is_duty],
        "duties": [kind for kind in NoticeKind if kind.is_duty],
        "calendar_url": feed and own_address("calendar_feed", feed.token),
    }
    return render(request, "notices/notice_preferences.html", context)


@transaction.atomic
def _keep(user, wanted):
    """Refuse what is not wanted; duties cannot be refused, unknown words are nothing."""
    for kind in NoticeKind:
        if kind.is_duty:
            continue
        if kind.value in wanted:
            MailRefusal.objects.filter(user=user, kind=kind).delete()
        else:
            MailRefusal.objects.get_or_create(user=user, kind=kind)


@require_POST
@idempotent
def calendar_address(request):
    """Make a new secret address, or take it away; the old one finds nothing from then on."""
    if request.POST.get("action") == "remove":
        CalendarFeed.objects.filter(user=request.user).delete()
        messages.success(request, _("Đã thu hồi địa chỉ lịch."))
    else:
        CalendarFeed.objects.update_or_create(
            user=request.user,
            defaults={"token": secrets.token_urlsafe(32), "created_at": clock.now()},
        )
        messages.success(request, _("Đã tạo địa chỉ lịch mới. Địa chỉ cũ không còn dùng được."))
    return redirect(f"{reverse('notice_preferences')}#lich")
