"""The coordinating unit's side: what is sent when, how each mail looks, and what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from post_office.models import STATUS, Email

from assignments.shown_plan import shown_plan
from q3plan.lib import clock, dates
from reports.models import NoticeKind, NoticeSwitch
from reports.posting import idempotent
from targets.models import Plan

from .delivering import requeue
from .facts import read_facts
from .mail_lines import MailLine
from .samples import sample_of
from .schedule import coming_days

PAGE = 50
# A mail as a page of its own: its own inline styles and nothing else, not even a link that opens.
LETTER_POLICY = (
    "default-src 'none'; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)
STATES = {
    "cho": (gettext_lazy("Đang chờ gửi"), (STATUS.queued, STATUS.requeued)),
    "da-gui": (gettext_lazy("Đã gửi"), (STATUS.sent,)),
    "loi": (gettext_lazy("Không gửi được"), (STATUS.failed,)),
}


def _coordinated_plan(request) -> Plan:
    """The plan whose mails this person's unit answers for; 403 for everyone else."""
    plan = shown_plan(request)
    if plan is None or plan.pk not in request.powers.coordinates:
        raise PermissionDenied
    return plan


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reminder_board(request):
    """Kinds with their switches, and the days to come; posting switches one kind off or on."""
    plan = _coordinated_plan(request)
    if request.method == "POST":
        _switch(request, plan)
        return redirect("reminder_board")
    at = clock.now()
    switches = NoticeSwitch.objects.filter(plan=plan).select_related("switched_off_by")
    switched_off = {switch.kind: switch for switch in switches}
    context = {
        "plan": plan,
        "kinds": [(kind, slug_of(kind), switched_off.get(kind)) for kind in NoticeKind],
        "days": coming_days(read_facts(), plan, on=dates.as_day(at)),
        "mail_states": _counted(_mails(request)),
    }
    return render(request, "notices/reminder_board.html", context)


def _switch(request, plan):
    kind = _kind(request.POST.get("kind", ""))
    if request.POST.get("action") == "on":
        NoticeSwitch.objects.filter(plan=plan, kind=kind).delete()
        messages.success(request, _("Đã bật lại thư “%(kind)s”.") % {"kind": kind.label})
        return
    NoticeSwitch.objects.get_or_create(
        plan=plan,
        kind=kind,
        defaults={"switched_off_at": clock.now(), "switched_off_by": request.user},
    )
    words = _("Đã tắt thư “%(kind)s”. Thông báo trong hệ thống vẫn được ghi.")
    messages.success(request, words % {"kind": kind.label})


def slug_of(kind: NoticeKind) -> str:
    return kind.value.lower().replace("_", "-")


def _kind(slug: str) -> NoticeKind:
    try:
        return NoticeKind(slug.upper().replace("-", "_"))
    except ValueError:
        raise Http404 from None


def _sample(request, kind):
    plan = _coordinated_plan(request)
    sample = sample_of(_kind(kind), plan, request.user, at=clock.now())
    if sample is None:
        raise Http404
    return sample


@require_safe
def reminder_sample(request, kind):
    """One kind as its readers get it: in the list, as plain text, and where to see the HTML."""
    context = {"sample": _sample(request, kind), "slug": kind}
    return render(request, "notices/reminder_sample.html", context)


@require_safe
def reminder_letter(request, kind):
    """The HTML of the mail exactly as it is sent, under a policy of its own."""
    response = HttpResponse(_sample(request, kind).mail.html)
    response["Content-Security-Policy"] = LETTER_POLICY
    return response


# -- what became of the mails ----------------------------------------------------------------


def _mails(request):
    """The mails that this person may know of: the administrator's all, an office's own plans'.

    Never what a mail without a notice says: a link that sets a password is nobody else's.
    """
    if request.powers.is_administrator:
        return Email.objects.all()
    if request.powers.coordinates:
        ours = Email.objects.filter(notices__plan__in=request.powers.coordinates)
        return Email.objects.filter(pk__in=ours.values("pk"))
    raise PermissionDenied


def _counted(mails):
    """Slug, words and number of each state of a mail."""
    counts = dict(mails.order_by().values_list("status").annotate(Count("pk")))
    return [
        (slug, words, sum(counts.get(status, 0) for status in statuses))
        for slug, (words, statuses) in STATES.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def mail_log(request):
    """Waiting, sent and failed mails; posting puts a dead letter back into the queue."""
    mails = _mails(request)
    if request.method == "POST":
        pk = request.POST.get("thu", "")
        email = get_object_or_404(mails, pk=int(pk) if pk.isascii() and pk.isdigit() else 0)
        # The queue lives by the machine's own clock, also where the demonstration stands still.
        if requeue(email, at=timezone.now()):
            messages.success(request, _("Đã xếp lại thư vào hàng chờ gửi."))
        else:
            messages.info(request, _("Thư này không còn ở trạng thái lỗi."))
        return redirect("mail_log")
    state = request.GET.get("trang-thai", "")
    chosen = STATES.get(state)
    shown = mails.filter(status__in=chosen[1]) if chosen else mails
    shown = shown.prefetch_related("notices__user", "logs").order_by("-pk")
    page = Paginator(shown, PAGE).get_page(request.GET.get("trang"))
    page.object_list = [MailLine(email) for email in page.object_list]
    context = {
        "page": page,
        "states": _counted(mails),
        "chosen": state if chosen else "",
    }
    return render(request, "notices/mail_log.html", context)
