"""The demonstration for an empty database."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from q3plan.accounts.models import User
from q3plan.lib import clock
from reports.demo import load
from reports.models import Report, Submission
from reports.notices.sending_out import send_reminders
from targets.models import Plan


class Command(BaseCommand):
    help = "Nạp dữ liệu minh họa vào cơ sở dữ liệu trống (chưa có người dùng nào)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--story",
            choices=load.STORIES,
            default="district",
            help="district: ba năm của quận; reorganisation: sắp xếp đơn vị năm 2025.",
        )

    def handle(self, story, **options):
        if settings.PRODUCTION:
            raise CommandError(_("Không nạp dữ liệu minh họa vào hệ thống đang vận hành thật."))
        if User.objects.exists():
            self.stdout.write(_("Đã có người dùng: không nạp dữ liệu minh họa."))
            return
        if Plan.objects.current() is None:
            call_command("load_plan", stdout=self.stdout)
        load.STORIES[story](Plan.objects.current())
        send_reminders(at=clock.now())
        self.stdout.write(
            _("Dữ liệu minh họa: %(people)s người, %(reports)s báo cáo, %(sent)s lần gửi.")
            % {
                "people": User.objects.count(),
                "reports": Report.objects.count(),
                "sent": Submission.objects.count(),
            }
        )
