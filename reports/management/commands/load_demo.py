"""The demonstration for an empty database."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from q3plan.accounts.models import User
from reports.demo import load
from reports.models import Report, Submission
from targets.models import Plan


class Command(BaseCommand):
    help = "Nạp dữ liệu minh họa vào cơ sở dữ liệu trống (chưa có người dùng nào)."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError(_("Không nạp dữ liệu minh họa vào hệ thống đang vận hành thật."))
        if User.objects.exists():
            self.stdout.write(_("Đã có người dùng: không nạp dữ liệu minh họa."))
            return
        if Plan.objects.current() is None:
            call_command("load_plan", stdout=self.stdout)
        load.load(Plan.objects.current())
        self.stdout.write(
            _("Dữ liệu minh họa: %(people)s người, %(reports)s báo cáo, %(sent)s lần gửi.")
            % {
                "people": User.objects.count(),
                "reports": Report.objects.count(),
                "sent": Submission.objects.count(),
            }
        )
