"""allauth's forms with Vietnamese labels and messages, in the look of our fields."""

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

EMAIL_MESSAGES = {
    "required": _("Nhập thư điện tử."),
    "invalid": _("Nhập thư điện tử đúng dạng, ví dụ ten@quan3.gov.vn."),
    "max_length": _("Nhập thư điện tử ngắn hơn %(limit_value)s ký tự."),
}


def _dress(form, labels: dict, help_texts: dict | None = None) -> None:
    # No HTML "required": the server says what is missing and how to fix it.
    form.use_required_attribute = False
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = (help_texts or {}).get(name, "")
        is_email = name in {"login", "email"}
        field.error_messages.update(
            EMAIL_MESSAGES if is_email else {"required": _("Nhập %s.") % str(label).lower()}
        )
        field.validators = [_translated(validator) for validator in field.validators]
        attrs = field.widget.attrs
        attrs.pop("placeholder", None)
        attrs.pop("maxlength", None)
        attrs["class"] = "form-control"
        if is_email:
            attrs.update({"autocomplete": "username", "spellcheck": "false"})


def _translated(validator):
    if getattr(validator, "code", "") == "invalid":
        validator = type(validator)(message=EMAIL_MESSAGES["invalid"])
    return validator


NEW_PASSWORD = {
    "password1": _("Mật khẩu mới"),
    "password2": _("Nhập lại mật khẩu mới"),
}
NEW_PASSWORD_HELP = {
    "password1": _("Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống họ tên hoặc thư điện tử."),
}


class SamePassword:
    """The two boxes of a new password must agree."""

    def clean(self):
        cleaned = super().clean()
        if "password2" in self.errors and cleaned.get("password1") and self.data.get("password2"):
            self.errors["password2"] = self.error_class(
                [_("Hai lần nhập mật khẩu mới chưa giống nhau. Nhập lại cả hai.")],
                renderer=self.renderer,
            )
        return cleaned


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _dress(self, {"login": _("Thư điện tử"), "password": _("Mật khẩu")})
        self.fields["login"].widget.attrs["autofocus"] = not self.is_bound


class SignInAgainForm(LoginForm):
    """The login inside a page that is still open: only for the person whose page it is."""

    page_user = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        # The page below the dialog has fields and ids of its own.
        super().__init__(*args, **{**kwargs, "auto_id": "again_%s"})

    def clean(self):
        cleaned = super().clean()
        if not self.errors and cleaned.get("page_user") != str(self.user.pk):
            raise forms.ValidationError(
                _("Trang này đang mở bằng tài khoản khác. Đăng nhập bằng tài khoản của trang này.")
            )
        return cleaned


class ChangePasswordForm(SamePassword, allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"oldpassword": _("Mật khẩu đang dùng"), **NEW_PASSWORD}
        _dress(self, labels, NEW_PASSWORD_HELP)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _dress(self, {"email": _("Thư điện tử")})

    def save(self, request, **kwargs):
        """Writes to known people only; the answer on screen is the same for everyone."""
        if self.users:
            return super().save(request, **kwargs)
        return self.cleaned_data["email"]


class ResetPasswordKeyForm(SamePassword, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _dress(self, NEW_PASSWORD, NEW_PASSWORD_HELP)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _dress(self, {"password": _("Mật khẩu")})
