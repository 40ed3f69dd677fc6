"""Counts the kept totals of all plans again and names what was kept otherwise."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from q3plan.lib import clock
from reports.kept.totals import count_totals, differences, refresh_totals
from reports.models import PlanYearTotal
from targets.models import Plan


class Command(BaseCommand):
    help = "Đếm lại số tổng của từng kế hoạch theo năm, nêu chỗ khác và sửa cho đúng."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="chỉ kiểm tra, không sửa")

    def handle(self, *, check, **options):
        found = 0
        for plan in Plan.objects.order_by("pk"):
            wrong = list(_wrong(plan))
            for line in wrong:
                self.stdout.write(f"{plan.number} {line}")
            if wrong and not check:
                refresh_totals(plan.pk, since=0, at=clock.now())
            found += len(wrong)
        if found and check:
            raise CommandError(_("Có %(count)s năm đếm khác số đã lưu.") % {"count": found})
        self.stdout.write(_("Đã kiểm tra; %(count)s năm phải sửa.") % {"count": found})


def _wrong(plan):
    """One line for each year that is kept otherwise, is not kept, or has no round any more."""
    held = {row.year: row for row in PlanYearTotal.objects.filter(plan=plan)}
    counted = count_totals(plan, at=clock.now())
    for year in sorted({*held, *counted}):
        if year not in held:
            yield _("%(year)s: chưa lưu") % {"year": year}
        elif year not in counted:
            yield _("%(year)s: không còn kỳ báo cáo") % {"year": year}
        elif other := differences(held[year], counted[year]):
            pairs = (f"{name} {kept} → {now}" for name, (kept, now) in other.items())
            yield f"{year}: {', '.join(pairs)}"
