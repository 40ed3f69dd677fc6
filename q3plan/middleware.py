"""Headers on every answer."""

from django.conf import settings
from django.utils.cache import patch_vary_headers

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
    Stands outside the other middleware, so that errors and redirects get the headers too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store, private"
            patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response
