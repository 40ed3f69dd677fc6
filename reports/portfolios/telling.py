"""Telling who takes a post over and who leaves it."""

import hashlib

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.models import NoticeKind
from reports.notices.telling import tell


def tell_post(post, successor, words, *, open_count, at):
    """``words`` say who holds the post from when; ``successor`` None where nobody follows.

    The link is the reader's first page: on the day of telling the new holder may open no other.
    """
    asked = _("Còn %(n)s ý kiến chỉ đạo chưa kết thúc; chuyển cho người phụ trách theo dõi tiếp.")
    told = [words, asked % {"n": open_count}] if open_count else [words]
    # The same change told again, after another one between, is another cause.
    cause = hashlib.sha256(f"{words}{at.isoformat()}".encode()).hexdigest()[:16]
    tell(
        [person for person in (successor, post.holder and post.holder.user) if person],
        NoticeKind.PORTFOLIO,
        f"portfolio:{post.plan.pk}:{post.slug}:{cause}",
        title=_("Phân công phụ trách: %(post)s") % {"post": post.name},
        text="\n\n".join(told),
        link=reverse("home"),
        plan=post.plan,
        at=at,
    )
