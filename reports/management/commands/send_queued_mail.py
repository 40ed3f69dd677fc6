"""Hands queued mail to the mail server; takes the place of the library's command."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reports.notices.delivering import deliver_queued


class Command(BaseCommand):
    help = "Gửi các thư đang chờ. Chạy lại hoặc chạy song song không gửi trùng."

    def handle(self, **options):
        done = deliver_queued()
        self.stdout.write(
            _("Thư: đã gửi %(sent)s, sẽ thử lại %(requeued)s, không gửi được %(failed)s.")
            % {"sent": done.sent, "requeued": done.requeued, "failed": done.failed}
        )
