"""The one place where the time is read.

A demonstration can stand still at ``settings.FROZEN_CLOCK``; production refuses that setting.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware."""
    return settings.FROZEN_CLOCK or timezone.now()


def today() -> date:
    """The calendar day in Asia/Ho_Chi_Minh, whatever the server's own zone is."""
    return timezone.localdate(now())
