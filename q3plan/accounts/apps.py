from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "q3plan.accounts"
    label = "accounts"
    verbose_name = _("Người dùng")
