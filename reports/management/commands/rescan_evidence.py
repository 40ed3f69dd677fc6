"""Asks the virus scanner again about files it gave no verdict on, or about all of them."""

from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from q3plan.lib import clock
from reports.evidence import scanning, storing
from reports.models import Evidence

Scan = Evidence.Scan


class Command(BaseCommand):
    help = "Quét vi-rút lại các tệp minh chứng đang chờ; --all: cả những tệp đã quét."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="quét lại mọi tệp chưa bị chặn")

    def handle(self, **options):
        if not settings.CLAMD:
            raise CommandError(_("Chưa cấu hình CLAMD nên không quét được."))
        counts = Counter(self.scanned(row) for row in self.rows(every=options["all"]))
        self.stdout.write(
            _("Sạch: %(clean)s. Có vi-rút: %(infected)s. Vẫn chờ: %(pending)s. Hỏng: %(broken)s.")
            % {
                "clean": counts[Scan.CLEAN],
                "infected": counts[Scan.INFECTED],
                "pending": counts[Scan.PENDING],
                "broken": counts[None],
            }
        )

    def rows(self, *, every):
        for model in storing.HOLDERS:
            rows = model.objects.exclude(scan=Scan.INFECTED).order_by("pk")
            if not every:
                rows = rows.filter(scan=Scan.PENDING)
            yield from rows.iterator()

    def scanned(self, row):
        """The verdict; None for a file that is not what was uploaded. No answer changes nothing."""
        try:
            with storing.open_checked(row) as file:
                verdict = scanning.scan(file)
        except storing.BrokenFile:
            return None
        if verdict != Scan.PENDING:
            type(row).objects.filter(pk=row.pk).update(scan=verdict, scanned_at=clock.now())
        if verdict == Scan.INFECTED:
            self.stderr.write(_("Có vi-rút: %(name)s (%(pk)s)") % {"name": row.name, "pk": row.pk})
        return verdict
