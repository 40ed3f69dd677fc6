"""Django admin for administrators only, behind the site's own login; and its people."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from q3plan.accounts.master_data import CleanTextMixin
from q3plan.accounts.models import User


def is_administrator(request) -> bool:
    """Whether the person may use the admin; a person of another role gets 403, not a login."""
    user = request.user
    if user.is_authenticated and not (user.is_active and user.is_staff and user.is_superuser):
        raise PermissionDenied
    return user.is_authenticated


@login_not_required
def login(request, extra_context=None):
    """Leads to the site's login, where attempts are limited; admin has no login of its own."""
    if is_administrator(request):
        return redirect("admin:index")
    return redirect_to_login(request.GET.get("next") or request.path)


def logout(request, extra_context=None):
    return redirect("account_logout")


def password_change(request, extra_context=None):
    return redirect("account_change_password")


admin.site.has_permission = is_administrator
admin.site.login = login
admin.site.logout = logout
admin.site.password_change = password_change
admin.site.site_header = _("Q3Plan – Quản trị dữ liệu gốc")
admin.site.site_title = _("Quản trị Q3Plan")
admin.site.index_title = _("Dữ liệu gốc")
admin.site.empty_value_display = "–"
for not_ours in (Group, EmailAddress):
    if admin.site.is_registered(not_ours):
        admin.site.unregister(not_ours)


class NewUserForm(CleanTextMixin, AdminUserCreationForm):
    pass


class UserForm(CleanTextMixin, UserChangeForm):
    pass


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People and their passwords. Powers come from dated facts, so no groups or permissions."""

    form = UserForm
    add_form = NewUserForm
    list_display = ("full_name", "email", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("full_name", "email")
    ordering = ("full_name",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "full_name", "password")}),
        (
            _("Tài khoản"),
            {
                "fields": ("is_active", "is_staff", "is_superuser"),
                "description": _("Người quản trị cần cả hai dấu “quản trị hệ thống”."),
            },
        ),
        (_("Thời điểm"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "full_name", "usable_password", "password1", "password2"),
            },
        ),
    )

    def has_delete_permission(self, request, obj=None):
        """Somebody who has gone is made inactive; what they did keeps their name."""
        return False

    def save_model(self, request, obj, form, change):
        obj.email = obj.email.lower()
        super().save_model(request, obj, form, change)
