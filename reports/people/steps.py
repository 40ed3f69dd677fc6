"""What can be done about a person: each step in one transaction, dated, never a deletion."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.models import Membership, Unit
from q3plan.accounts.models import User
from q3plan.lib.dates import ONE_DAY, day_text
from reports.models import TransitionRefused
from reports.people.inviting import send_invitation


@transaction.atomic
def take_in(
    *, email: str, full_name: str, unit: Unit, role: str, since: date, until: date | None, by, at
) -> tuple[User, bool]:
    """A person of a unit, by address: a new account is invited, a known one gets the membership.

    Returns the person and whether the account is new.
    """
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    is_new = user is None
    if is_new:
        user = User.objects.create_user(email, full_name)
    elif not user.is_active:
        raise TransitionRefused(
            _("Tài khoản %(email)s đang bị khóa: quản trị hệ thống mở khóa trước.")
            % {"email": email}
        )
    _check_free(user, unit, role, since, until)
    Membership.objects.create(user=user, unit=unit, role=role, valid_from=since, valid_to=until)
    if is_new:
        send_invitation(user, by=by, at=at)
    return user, is_new


def _check_free(user, unit, role, since, until):
    held = Membership.objects.filter(user=user, unit=unit, role=role)
    for row in held:
        begins_before_end = row.valid_to is None or since <= row.valid_to
        ends_after_begin = until is None or until >= row.valid_from
        if begins_before_end and ends_after_begin:
            raise TransitionRefused(
                _("%(person)s đang giữ vai trò này ở %(unit)s từ ngày %(day)s.")
                % {"person": user, "unit": unit.short_name, "day": day_text(row.valid_from)}
            )


@transaction.atomic
def invite_again(user: User, *, by, at: datetime):
    """A new link; for somebody who has signed in there is “Quên mật khẩu”."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise TransitionRefused(_("Tài khoản đang bị khóa nên không gửi lời mời."))
    if user.last_login:
        raise TransitionRefused(
            _("Người này đã đăng nhập: dùng “Quên mật khẩu” ở trang đăng nhập.")
        )
    send_invitation(user, by=by, at=at)


@transaction.atomic
def end_membership(membership: Membership, *, on: date):
    """The last day of a person in a unit."""
    row = _open(membership)
    _check_day(row, on)
    row.valid_to = on
    row.save(update_fields=["valid_to"])


@transaction.atomic
def hand_over(membership: Membership, to: User, *, on: date):
    """From a day on another person holds the same role; drafts belong to the unit and stay."""
    row = _open(membership)
    if to.pk == row.user_id:
        raise TransitionRefused(_("Chọn một người khác để bàn giao."))
    _check_day(row, on - ONE_DAY)
    _check_free(to, row.unit, row.role, on, None)
    row.valid_to = on - ONE_DAY
    row.save(update_fields=["valid_to"])
    Membership.objects.create(user=to, unit=row.unit, role=row.role, valid_from=on)


@transaction.atomic
def substitute(membership: Membership, by_user: User, *, since: date, until: date):
    """Another person holds the same role beside the one on leave, for these days only."""
    row = _open(membership)
    if by_user.pk == row.user_id:
        raise TransitionRefused(_("Chọn một người khác để thay."))
    if until < since:
        raise TransitionRefused(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    _check_free(by_user, row.unit, row.role, since, until)
    Membership.objects.create(
        user=by_user,
        unit=row.unit,
        role=row.role,
        valid_from=since,
        valid_to=until,
        substitutes_for=row.user,
    )


def _open(membership):
    row = (
        Membership.objects.select_for_update().select_related("unit", "user").get(pk=membership.pk)
    )
    if row.valid_to is not None:
        raise TransitionRefused(
            _("Vai trò này đã có ngày kết thúc: %(day)s.") % {"day": day_text(row.valid_to)}
        )
    return row


def _check_day(row, last):
    if last < row.valid_from:
        raise TransitionRefused(
            _("Ngày cuối phải từ ngày bắt đầu (%(day)s) trở đi.")
            % {"day": day_text(row.valid_from)}
        )


@transaction.atomic
def disable(user: User, *, by: User):
    """Lock the account: open sessions end with their next request."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise TransitionRefused(_("Anh/chị không tự khóa tài khoản của mình."))
    user.is_active = False
    user.save(update_fields=["is_active"])


@transaction.atomic
def enable(user: User):
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = True
    user.save(update_fields=["is_active"])
