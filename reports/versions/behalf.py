"""Who signed and who entered a sending that came on paper, read from its frozen content."""

from dataclasses import dataclass
from datetime import datetime

from reports.models import Submission


@dataclass(frozen=True)
class OnBehalf:
    """``received_at`` is when the signed paper came."""

    entered_by: str
    signer: str
    reason: str
    received_at: datetime


def on_behalf_of(submission: Submission | None) -> OnBehalf | None:
    """``None`` for an ordinary sending, and for one from before paper reports were entered."""
    found = submission.content.get("on_behalf") if submission else None
    if not found:
        return None
    moment = datetime.fromisoformat(found["received_at"])
    return OnBehalf(found["entered_by"], found["signer"], found["reason"], moment)
