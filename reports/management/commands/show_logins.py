"""The main logins of the demonstration, for the terminal that starts it."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assignments.models import Unit
from q3plan.accounts.models import User
from reports.demo import data


class Command(BaseCommand):
    help = "In các tài khoản minh họa chính và mật khẩu chung."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError(_("Hệ thống đang vận hành thật: không có tài khoản minh họa."))
        book, other = data.read("people"), data.read("reorganisation")
        is_reorganised = Unit.objects.filter(code__in=other["takes_the_place_of"]).exists()
        told = other if is_reorganised else book
        shown = [(data.address(mailbox), words) for mailbox, words in told["shown"]]
        known = set(
            User.objects.filter(email__in=[email for email, _words in shown]).values_list(
                "email", flat=True
            )
        )
        shown = [row for row in shown if row[0] in known]
        if not shown:
            self.stdout.write(_("Cơ sở dữ liệu này không có tài khoản minh họa."))
            return
        width = max(len(email) for email, _words in shown)
        self.stdout.write("")
        self.stdout.write(_("Tài khoản minh họa (người và số liệu đều là minh họa):"))
        for email, words in shown:
            self.stdout.write(f"  {email:<{width}}  {words}")
        self.stdout.write(
            _("  Đơn vị khác: <đơn vị>.chuyenvien@ hoặc <đơn vị>.lanhdao@%(domain)s")
            % {"domain": book["domain"]}
        )
        self.stdout.write(_("  Mật khẩu chung: %(password)s") % {"password": book["password"]})
