"""A stored file on its way to a person: always to be saved, never shown as a page of ours."""

from django.http import FileResponse

from q3plan.lib.attachment import attachment

from . import storing

# The file is not ours: whatever it holds, it runs nothing and loads nothing.
FILE_POLICY = "sandbox; default-src 'none'"
GONE, FORBIDDEN = 410, 403


def file_response(row):
    """The stored file of a row exactly as it was uploaded; raises storing.BrokenFile."""
    response = FileResponse(storing.open_checked(row), content_type=row.media_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = attachment(row.name)
    return guarded(response)


def guarded(response):
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
