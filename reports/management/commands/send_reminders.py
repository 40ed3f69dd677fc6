"""The daily command: amendments whose day has come, then reminders, each message once."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from q3plan.lib import clock
from reports.amending.applying import apply_due
from reports.notices.sending_out import send_reminders
from reports.reorganising.undated import move_undated


class Command(BaseCommand):
    help = "Áp dụng điều chỉnh đến ngày hiệu lực, rồi nhắc việc. Chạy lại không làm trùng."

    def handle(self, **options):
        at = clock.now()
        if applied := apply_due(at=at):
            self.stdout.write(_("Điều chỉnh có hiệu lực: %(count)s.") % {"count": len(applied)})
        if moved := move_undated(at=at):
            self.stdout.write(_("Chuyển cho đơn vị kế thừa: %(count)s việc.") % {"count": moved})
        told = send_reminders(at=at)
        people = len({notice.user_id for notice in told})
        self.stdout.write(
            _("Nhắc việc: %(count)s thông báo mới cho %(people)s người.")
            % {"count": len(told), "people": people}
        )
