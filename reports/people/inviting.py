"""Asking a person to choose a password: they sign in with their own address from then on."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from q3plan.accounts.models import Invitation, User
from reports.models import Notice, NoticeKind
from reports.notices.mail import queue_mail

DAYS_GOOD = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)


def send_invitation(user: User, *, by: User, at: datetime):
    """Queue the mail with the link; the newest invitation is the one that counts.

    The secret link stands in the mail alone and in no notice.
    """
    Invitation.objects.create(user=user, at=at, by=by)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uidb36, _dash, token = key.partition("-")
    notice = Notice(
        user=user,
        kind=NoticeKind.INVITATION,
        title=_("Mời anh/chị sử dụng Q3Plan"),
        text=_(
            "%(by)s đã lập tài khoản Q3Plan cho anh/chị với địa chỉ thư này.\n\n"
            "Mở đường dẫn bên dưới để đặt mật khẩu rồi đăng nhập. Đường dẫn dùng một lần, trong "
            "%(days)s ngày; nếu đã quá hạn, chọn “Quên mật khẩu” ở trang đăng nhập.\n\n"
            "Tài khoản là của riêng anh/chị: không dùng chung với người khác trong đơn vị."
        )
        % {"by": by.full_name, "days": DAYS_GOOD},
        link=reverse("account_reset_password_from_key", args=[uidb36, token]),
        at=at,
    )
    queue_mail(user, [notice])
