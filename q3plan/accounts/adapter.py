"""What Q3Plan decides where django-allauth asks."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """People are entered by the administrator: nobody signs up, addresses are taken as verified."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _(
            "Tài khoản này đã ngừng hoạt động. Liên hệ quản trị hệ thống để mở lại."
        ),
        "email_password_mismatch": _(
            "Thư điện tử hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi "
            "nhập lại, hoặc chọn “Quên mật khẩu”."
        ),
        "enter_current_password": _("Nhập đúng mật khẩu đang dùng."),
        "incorrect_password": _("Mật khẩu chưa đúng. Kiểm tra phím Caps Lock rồi nhập lại."),
        "invalid_login": _("Nhập thư điện tử và mật khẩu."),
        "invalid_password_reset": _(
            "Đường dẫn đặt lại mật khẩu đã hết hạn hoặc đã dùng. Yêu cầu gửi lại."
        ),
        "rate_limited": _("Đã thử quá nhiều lần. Chờ vài phút rồi thử lại."),
        "same_as_current": _("Mật khẩu mới phải khác mật khẩu đang dùng."),
        "too_many_login_attempts": _(
            "Đã nhập sai quá nhiều lần. Chờ 5 phút rồi thử lại, hoặc chọn “Quên mật khẩu”."
        ),
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        try:
            return super().is_safe_url(url)
        except ValueError:  # an address that cannot be read, such as "http://["
            return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        # allauth counts by Host and address; Host may name any port, each with new attempts.
        return credentials.get("email", "").lower()

    def get_password_change_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def reauthenticate(self, user, password):
        return user.check_password(password)

    def format_email_subject(self, subject):
        return f"Q3Plan: {subject}"

    def clean_password(self, password, user=None):
        try:
            return super().clean_password(password, user)
        except ValidationError as error:
            raise ValidationError(_in_vietnamese(error)) from error


# Django's catalogue says these in a stilted way; here they tell how to fix.
PASSWORD_ADVICE = {
    "password_too_short": _("Dùng ít nhất 10 ký tự."),
    "password_too_common": _("Mật khẩu này quá phổ biến. Chọn mật khẩu khác khó đoán hơn."),
    "password_entirely_numeric": _("Thêm chữ cái: mật khẩu không được chỉ gồm chữ số."),
    "password_too_similar": _("Chọn mật khẩu khác xa họ tên và thư điện tử của mình."),
}


def _in_vietnamese(error: ValidationError) -> list:
    return [
        ValidationError(PASSWORD_ADVICE.get(item.code, item.message), item.code, item.params)
        for item in error.error_list
    ]
