"""The queue of mails: rows that are written with what caused them and delivered later.

The library's own ``send`` and backend read subject and body as templates. Ours hold what people
typed, even the address in a request for a new password, and go in word for word.
"""

from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from post_office.models import PRIORITY, STATUS, Email


def site_host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def enqueue(
    to: list[str], subject: str, text: str, html: str = "", headers=None, sender=""
) -> Email:
    """Put a mail into the queue, in the caller's transaction.

    Not by ``save``, which checks addresses: a misspelt one must not undo what is told of. The
    Message-ID stays the same however often delivery is tried.
    """
    email = Email(
        from_email=sender or settings.DEFAULT_FROM_EMAIL,
        to=to,
        subject=" ".join(subject.split()),
        message=text,
        html_message=html,
        headers=headers or {},
        message_id=make_msgid(domain=site_host()),
        priority=PRIORITY.medium,
        status=STATUS.queued,
    )
    Email.objects.bulk_create([email])
    return email


class QueueBackend(BaseEmailBackend):
    """``EMAIL_BACKEND``: what Django and allauth send, one row for each person it goes to."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        for message in email_messages:
            html = [
                part.content
                for part in getattr(message, "alternatives", ())
                if part.mimetype == "text/html"
            ]
            for person in message.recipients():
                enqueue(
                    [person],
                    message.subject,
                    message.body,
                    html[0] if html else "",
                    headers=dict(message.extra_headers),
                    sender=message.from_email,
                )
        return len(email_messages)
