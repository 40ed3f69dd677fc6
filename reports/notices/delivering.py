"""Handing queued mail to the mail server: nothing lost, nothing sent twice on purpose.

Each mail is first claimed by moving its next time a few minutes on, so that of two runs one has
it; then it is sent with no transaction open; then its row says what came of it. A run that dies in
between leaves the claim, which ends by itself: such a mail is tried again under the same
Message-ID, by which mail programs know the double. The library's own command marks a hundred mails
at a time only after the last of them, retries what was refused for good, and trusts a lock file.
"""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from post_office.models import STATUS, Email, Log
from post_office.settings import get_backend

# Longer than the slowest dialogue: every wait in it ends after settings.EMAIL_TIMEOUT.
CLAIM = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
PERMANENT = range(500, 600)
WAITING = (STATUS.queued, STATUS.requeued)
# What a server says of one mail. Everything else that smtplib raises (every error of it is an
# OSError) speaks of the server or of our settings: nobody else's mail would get through either.
ABOUT_ONE_MAIL = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)


@dataclass
class Outcome:
    sent: int = 0
    requeued: int = 0
    failed: int = 0


def deliver_queued(*, now=timezone.now) -> Outcome:
    """Send what is due, one mail at a time, until nothing is or the server does not answer.

    ``now`` reads the machine's own clock: a server's patience does not stand still where the
    demonstration's day does.
    """
    outcome = Outcome()
    while email := claim_next(at=now()):
        try:
            _send(email)
        except Exception as problem:  # every reason ends in the log of the mail, none is lost
            _keep_problem(email, problem, outcome, at=now())
            if is_server_gone(problem):
                break
        else:
            _keep_sent(email, at=now())
            outcome.sent += 1
    return outcome


def claim_next(*, at: datetime) -> Email | None:
    """The next mail that is due, ours alone until the claim ends; None when there is none."""
    due = Q(scheduled_time__isnull=True) | Q(scheduled_time__lte=at)
    while (
        email := Email.objects.filter(due, status__in=WAITING).order_by("-priority", "pk").first()
    ):
        mine = Email.objects.filter(due, pk=email.pk, status__in=WAITING)
        if mine.update(scheduled_time=at + CLAIM, last_updated=at):
            return email
    return None


def _send(email):
    message = email.prepare_email_message()
    message.connection = get_connection(get_backend(email.backend_alias or "default"))
    message.send()


@transaction.atomic
def _keep_sent(email, *, at):
    Email.objects.filter(pk=email.pk).update(
        status=STATUS.sent, scheduled_time=None, last_updated=at
    )
    Log.objects.create(email=email, status=STATUS.sent)


@transaction.atomic
def _keep_problem(email, problem, outcome, *, at):
    """Refused for good: a dead letter. Anything else is tried again, later each time."""
    tries = (email.number_of_retries or 0) + 1
    gives_up = is_permanent(problem) or tries > settings.POST_OFFICE["MAX_RETRIES"]
    Email.objects.filter(pk=email.pk).update(
        status=STATUS.failed if gives_up else STATUS.requeued,
        number_of_retries=tries,
        scheduled_time=None if gives_up else at + wait_after(tries),
        last_updated=at,
    )
    Log.objects.create(
        email=email,
        status=STATUS.failed,
        exception_type=type(problem).__name__,
        message=words_of(problem),
    )
    outcome.failed += gives_up
    outcome.requeued += not gives_up


def wait_after(tries: int) -> timedelta:
    """1, 2, 4, … minutes, at most four hours."""
    return min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT)


def is_server_gone(problem: Exception) -> bool:
    """No server, no answer, or one that does not let us in."""
    return isinstance(problem, OSError) and not isinstance(problem, ABOUT_ONE_MAIL)


def is_permanent(problem: Exception) -> bool:
    """Whether trying again is useless: the server said 5xx of this mail, or it cannot be built."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _words in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code in PERMANENT
    return not is_server_gone(problem)


def words_of(problem: Exception) -> str:
    """What the server said, readable: smtplib keeps bytes."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        said = [f"{code} {_text(words)}" for code, words in problem.recipients.values()]
        return "; ".join(said)
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"
    return str(problem) or type(problem).__name__


def _text(words):
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)


@transaction.atomic
def requeue(email: Email, *, at: datetime) -> bool:
    """Try a dead letter again from the beginning; False when it is none any more."""
    dead = Email.objects.filter(pk=email.pk, status=STATUS.failed)
    return bool(
        dead.update(
            status=STATUS.requeued, number_of_retries=0, scheduled_time=None, last_updated=at
        )
    )
