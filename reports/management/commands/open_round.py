"""Opens the reporting round of a year; opening it again changes nothing."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from q3plan.lib import clock
from q3plan.lib.dates import day_text, due_words
from reports.models import Round
from targets.models import Plan


def day(text):
    """A day as people or machines write it; ValueError otherwise."""
    if "/" in text:
        text = "-".join(reversed(text.split("/")))
    return date.fromisoformat(text)


class Command(BaseCommand):
    help = "Mở kỳ báo cáo của một năm và tạo báo cáo cho các đơn vị được phân công."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="năm báo cáo, ví dụ 2027")
        parser.add_argument(
            "--opens-on", type=day, help="ngày mở, ví dụ 01/10/2027 (mặc định: đầu tháng trước hạn)"
        )

    def handle(self, *, year, opens_on, **options):
        plan = Plan.objects.current()
        if plan is None:
            raise CommandError(_("Chưa có kế hoạch nào. Chạy lệnh load_plan trước."))
        if not plan.issued_on.year <= year <= plan.vision_year:
            raise CommandError(
                _("Năm báo cáo phải từ %(first)s đến %(last)s.")
                % {"first": plan.issued_on.year, "last": plan.vision_year}
            )
        cutoff = Round.days_of(plan, year)["data_cutoff_on"]
        if opens_on and not plan.issued_on <= opens_on <= cutoff:
            raise CommandError(
                _("Ngày mở phải từ %(first)s đến %(last)s (ngày chốt số liệu).")
                % {"first": day_text(plan.issued_on), "last": day_text(cutoff)}
            )
        is_new = not plan.rounds.filter(year=year).exists()
        opened, created = Round.open(plan, year, at=clock.now(), opens_on=opens_on)
        words = {
            "year": year,
            "opens_on": day_text(opened.opens_on),
            "due": due_words(opened.due_before),
            "created": created,
            "total": opened.reports.count(),
        }
        if is_new:
            text = _(
                "Đã mở kỳ báo cáo %(year)s: mở từ %(opens_on)s, nộp %(due)s, "
                "%(created)s đơn vị phải báo cáo."
            )
        elif created:
            text = _("Kỳ báo cáo %(year)s đã mở từ trước; thêm báo cáo cho %(created)s đơn vị.")
        else:
            text = _(
                "Kỳ báo cáo %(year)s đã mở từ %(opens_on)s với %(total)s đơn vị: "
                "không có gì thay đổi."
            )
        self.stdout.write(text % words)
