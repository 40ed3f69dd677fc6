"""Only what is used of django-allauth: login, logout and passwords; nobody signs up here."""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from q3plan.accounts import again, forms, views

urlpatterns = [
    path("dang-nhap/", views.login, name="account_login"),
    path("dang-nhap-lai/", again.sign_in_again, name="account_sign_in_again"),
    path("phien-lam-viec/", again.session, name="account_session"),
    path("dang-xuat/", allauth_views.logout, name="account_logout"),
    path("ngung-hoat-dong/", allauth_views.account_inactive, name="account_inactive"),
    path(
        "xac-nhan-mat-khau/",
        allauth_views.ReauthenticateView.as_view(form_class=forms.ReauthenticateForm),
        name="account_reauthenticate",
    ),
    path(
        "doi-mat-khau/",
        allauth_views.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm),
        name="account_change_password",
    ),
    path(
        "quen-mat-khau/",
        allauth_views.PasswordResetView.as_view(form_class=forms.ResetPasswordForm),
        name="account_reset_password",
    ),
    path(
        "quen-mat-khau/da-gui/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "dat-lai-mat-khau/xong/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^dat-lai-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.PasswordResetFromKeyView.as_view(form_class=forms.ResetPasswordKeyForm),
        name="account_reset_password_from_key",
    ),
]
