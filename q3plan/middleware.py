"""What every request must be and every answer carries."""

from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.views.defaults import bad_request

from q3plan.lib.packed import PiecedResponse, gzipped

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


class PrivatePagesMiddleware:
    """Pages are personal: no cache keeps them, and a fragment is never taken for its page.

    Static files carry content hashes in their names and keep the long life that WhiteNoise gives.
    Stands outside the other middleware, so that errors and redirects get the headers too; an
    address under the static files that leads to none is answered by a page like any other.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        is_file = request.path_info.startswith(settings.STATIC_URL) and response.status_code < 400
        if not is_file:
            response.headers["Cache-Control"] = "no-store, private"
            patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response


class ReadableRequestMiddleware:
    """Refuses NUL in an address, which no page of ours sends and PostgreSQL cannot read.

    A cookie with a control character is taken for no cookie: browsers keep what another program
    left for this host.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        address = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or b"\x00" in unquote_to_bytes(address):
            return bad_request(request, None)
        for name, value in list(request.COOKIES.items()):
            if not f"{name}{value}".isprintable():
                del request.COOKIES[name]
        return self.get_response(request)


class PackedPagesMiddleware(GZipMiddleware):
    """Django's compression, but a response of pieces uses the blocks that they are kept with."""

    def process_response(self, request, response):
        pieces = response.pieces if isinstance(response, PiecedResponse) else None
        if not pieces or response.has_header("Content-Encoding"):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        if not re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return response
        packed = gzipped(pieces, most_padding=self.max_random_bytes)
        if len(packed) >= len(response.content):
            return response
        response.content = packed
        response.headers["Content-Length"] = str(len(packed))
        response.headers["Content-Encoding"] = "gzip"
        return response
