"""Whose page a request comes from.

A page says for whom it was made: scripts in a header, forms in a hidden field. When the browser has
meanwhile been signed in by somebody else, what the first person typed is not saved under the second
person's name. The value is the row's number, no secret and no proof: it can only lead to a refusal.
"""

from django.http import HttpRequest

from q3plan.accounts import carried

FIELD = carried.PAGE_USER
HEADER = "X-Page-User"


def is_anothers(request: HttpRequest) -> bool:
    """True when the page was made for somebody other than the person who is signed in."""
    return is_other(_named(request), request.user)


def is_other(named: str, user) -> bool:
    """``named`` as a page sends it; "" says nothing and is nobody else's."""
    return bool(named) and named != str(user.pk)


def _named(request) -> str:
    if named := request.headers.get(HEADER):
        return named
    if request.method != "POST":
        return ""
    try:
        return request.POST.get(FIELD, "")
    except carried.UNREADABLE:
        return ""  # the view meets the same body and says what is wrong with it
