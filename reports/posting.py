"""Posts that may arrive twice: the same key gets the same answer and the work is done once."""

import json
from functools import wraps
from uuid import UUID, uuid5

from django.db import transaction
from django.http import HttpResponse

from reports.models import PostedForm

KEPT_HEADERS = ("Content-Type", "Location")
KEPT_PREFIXES = ("hx-", "x-sav")
# Answers that say "nothing was done": their key stays free and their writes are undone.
UNPROCESSABLE = 422


def idempotent(view):
    """Run a posting view at most once per person, key and content, in one transaction.

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
            if not new:
                return _same_answer(posted)
            response = view(request, *args, **kwargs)
            if response.status_code >= 400 and response.status_code != UNPROCESSABLE:
                transaction.set_rollback(True)
                return response
            _keep(posted, response)
        return response

    return once


def _key(request):
    """The form's key bound to the address and the words that came with it, or None.

    A page that the browser brings back after a step still holds its old key: other words under it
    are other work, and answering them with the first answer would lose them.
    """
    try:
        given = UUID(request.POST.get("idempotency_key", ""))
    except ValueError:
        return None
    words = sorted(
        (name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"
    )
    return uuid5(given, json.dumps([request.path, words]))


def _keep(posted, response):
    posted.status = response.status_code
    posted.headers = {
        name: value
        for name, value in response.items()
        if name in KEPT_HEADERS or name.lower().startswith(KEPT_PREFIXES)
    }
    # Typed text comes back in a page as it was typed; PostgreSQL keeps no NUL.
    posted.body = response.content.decode().replace("\x00", "")
    posted.save(update_fields=["status", "headers", "body"])


def _same_answer(posted):
    return HttpResponse(posted.body, status=posted.status, headers=posted.headers)
