"""Posts that may arrive twice: the same key gets the same answer and the work is done once."""

from functools import wraps
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse

from reports.models import PostedForm

KEPT_HEADERS = ("Content-Type", "Location")
KEPT_PREFIXES = ("hx-", "x-sav")
# Answers that say "nothing was done": their key stays free and their writes are undone.
UNPROCESSABLE = 422


def idempotent(view):
    """Run a posting view at most once per person and ``idempotency_key``, in one transaction.

    The key and the work are written together. An answer of 400 and above undoes both, so that the
    person can mend and send again; 422 is the exception: it means "kept, but not all readable".
    """

    @wraps(view)
    def once(request, *args, **kwargs):
        key = _key(request)
        if request.method != "POST" or key is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            posted, new = PostedForm.objects.get_or_create(
                user=request.user, key=key, defaults={"path": request.path[:300]}
            )
            if not new and posted.path == request.path[:300]:
                return _same_answer(posted)
            response = view(request, *args, **kwargs)
            if response.status_code >= 400 and response.status_code != UNPROCESSABLE:
                transaction.set_rollback(True)
                return response
            _keep(posted, response)
        return response

    return once


def _key(request):
    try:
        return UUID(request.POST.get("idempotency_key", ""))
    except ValueError:
        return None


def _keep(posted, response):
    posted.status = response.status_code
    posted.headers = {
        name: value
        for name, value in response.items()
        if name in KEPT_HEADERS or name.lower().startswith(KEPT_PREFIXES)
    }
    posted.body = response.content.decode()
    posted.save(update_fields=["status", "headers", "body"])


def _same_answer(posted):
    return HttpResponse(posted.body, status=posted.status, headers=posted.headers)
