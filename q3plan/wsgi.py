"""WSGI entry point for gunicorn."""

import os
import re

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "q3plan.settings")

CHARSET = re.compile(r";\s*charset\*?\s*=\s*(\"[^\"]*\"|[^;]*)", re.IGNORECASE)

_django = get_wsgi_application()


def application(environ, start_response):
    """Django, which reads everything as UTF-8 whatever character set a request names.

    Given a name, Django decodes the address by it before any of its error handling stands:
    "charset=hex" would be a server error that no middleware sees.
    """
    if kind := environ.get("CONTENT_TYPE"):
        environ["CONTENT_TYPE"] = CHARSET.sub("", kind)
    return _django(environ, start_response)
