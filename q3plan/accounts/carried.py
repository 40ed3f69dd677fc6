"""What a person typed before the session ended, carried over the login.

The words travel in the page itself, signed, never in the server's store: nobody else can read them
and any web process can take them up again. They are never posted without the person's click.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import signing
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

SALT = "q3plan.accounts.carried"
MAX_AGE_S = 12 * 60 * 60
# The login form must itself stay under DATA_UPLOAD_MAX_MEMORY_SIZE (2.5 MB).
MAX_SIGNED_CHARS = 2_000_000
# The hidden field in which a form says for whom its page was made; see page_person.
PAGE_USER = "page_user"
UNREADABLE = (RequestDataTooBig, TooManyFilesSent, MultiPartParserError, OSError)


@dataclass(frozen=True)
class CarriedPost:
    """``path`` inside this site with its query, ``pairs`` of (name, value) in the posted order."""

    path: str
    pairs: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def page_user(self) -> str:
        """For whom the page of this form was made; "" when it does not say."""
        return dict(self.pairs).get(PAGE_USER, "")

    def signed(self) -> str:
        """Text for a hidden field; empty when it would be too large to come back."""
        text = signing.dumps(
            {"path": self.path, "pairs": self.pairs, "files": self.had_files},
            salt=SALT,
            compress=True,
        )
        return text if len(text) <= MAX_SIGNED_CHARS else ""


def from_request(request: HttpRequest) -> CarriedPost | None:
    """The post of this request; None for passwords, a foreign page or an unreadable body."""
    if request.method != "POST" or not is_same_origin(request) or _is_account_path(request.path):
        return None
    try:
        pairs = tuple(
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        )
        had_files = bool(request.FILES)
    except UNREADABLE:
        return None
    return CarriedPost(request.get_full_path(), pairs, had_files)


def from_signed(text: str) -> CarriedPost | None:
    """The reverse of ``signed``; None for anything forged, too old or leading nowhere."""
    if not text:
        return None
    try:
        data = signing.loads(text, salt=SALT, max_age=MAX_AGE_S)
        path = data["path"]
        pairs = tuple((str(name), str(value)) for name, value in data["pairs"])
        resolve(urlsplit(path).path)
    except (signing.BadSignature, KeyError, TypeError, ValueError, Resolver404):
        return None
    # "//host/…" would resolve as a path here but leave the site in a form's action.
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return None
    return CarriedPost(path, pairs, bool(data.get("files")))


def is_same_origin(request: HttpRequest) -> bool:
    """True when the browser says that a page of this site made the request."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site == "same-origin"
    here = f"{request.scheme}://{request.get_host()}"
    if origin := request.headers.get("Origin"):
        return origin == here
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return False
    return f"{referrer.scheme}://{referrer.netloc}" == here


def _is_account_path(path: str) -> bool:
    try:
        return resolve(path).url_name.startswith("account_")
    except (Resolver404, AttributeError):
        return False
