"""What a mail says, as text and as HTML, and its row in the queue."""

import textwrap
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from post_office.models import Email

from q3plan.lib.mail_queue import enqueue, site_host
from reports.models import Notice, NoticeKind

from .addresses import absolute, own_address

SUBJECT_LENGTH = 78
TEXT_WIDTH = 72


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str
    html: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Part:
    """One notice inside a mail, with the full address of its page."""

    title: str
    paragraphs: tuple[str, ...]
    url: str

    @property
    def wrapped(self) -> str:
        """The paragraphs for a plain-text mail; lines that begin with "- " stay lists."""
        return "\n\n".join(wrapped(paragraph) for paragraph in self.paragraphs)


def queue_mail(person, notices: list[Notice]) -> Email:
    """Put one mail about these notices into the queue, in the caller's transaction."""
    mail = compose(person, notices)
    return enqueue([person.email], mail.subject, mail.text, mail.html, headers=mail.headers)


def compose(person, notices: list[Notice]) -> Mail:
    """The mail that tells ``person`` of one notice or of several at once."""
    parts = [_part(notice) for notice in notices]
    subject = _subject(notices)
    context = {
        "person": person,
        "parts": parts,
        "heading": subject if len(parts) > 1 else parts[0].title,
        "url": parts[0].url if len(parts) == 1 else own_address("notice_list"),
        "is_duty": any(NoticeKind(notice.kind).is_duty for notice in notices),
        "preferences_url": own_address("notice_preferences"),
    }
    return Mail(
        subject=subject,
        text=render_to_string("mail/notice.txt", context),
        html=render_to_string("mail/notice.html", context),
        headers=_headers(context),
    )


def _part(notice):
    paragraphs = [words for words in notice.text.split("\n\n") if words.strip()]
    url = absolute(notice.link) if notice.link else own_address("notice_list")
    return Part(notice.title, tuple(paragraphs), url)


def _subject(notices):
    """One title; of several, how many and of what, for the little room of a phone."""
    if len(notices) == 1:
        return cut_at_word(notices[0].title, SUBJECT_LENGTH)
    kinds = list(dict.fromkeys(NoticeKind(notice.kind) for notice in notices))
    if len(kinds) == 1:
        words = _("%(count)s thông báo: %(kind)s") % {
            "count": len(notices),
            "kind": kinds[0].label,
        }
    else:
        words = _("%(count)s việc cần xem, trong đó: %(first)s") % {
            "count": len(notices),
            "first": notices[0].title,
        }
    return cut_at_word(words, SUBJECT_LENGTH)


def _headers(context):
    """So that absence replies stay away and mail programs can file our mails together."""
    headers = {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"Q3Plan <thong-bao.{site_host()}>",
    }
    if not context["is_duty"]:
        headers["List-Unsubscribe"] = f"<{context['preferences_url']}>"
    return headers


def cut_at_word(text: str, length: int) -> str:
    """At most ``length`` signs on one line, cut at a space and marked with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,.;:–-") + "…"


def wrapped(paragraph: str) -> str:
    """A paragraph in lines of 72 signs; an address is never torn."""
    return "\n".join(
        textwrap.fill(
            line,
            TEXT_WIDTH,
            subsequent_indent="  " if line.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in paragraph.split("\n")
    )
