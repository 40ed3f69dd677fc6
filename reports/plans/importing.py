"""From an uploaded workbook to a plan in the database: all of it or nothing."""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.models import Unit
from assignments.plan_files.checking import problems
from assignments.plan_files.loading import Loader, RowRefused
from assignments.plan_files.workbook_in import Fault, read_plan
from q3plan.lib.sheets import read_workbook
from targets.models import Plan

SALT = "plan-import"
# A preview may stand over lunch, not for ever.
GOOD_FOR_SECONDS = 24 * 60 * 60
SECTIONS = (
    ("clauses", gettext_lazy("điều khoản")),
    ("cited_documents", gettext_lazy("văn bản viện dẫn")),
    ("sectors", gettext_lazy("lĩnh vực")),
    ("units", gettext_lazy("đơn vị")),
    ("denominator_series", gettext_lazy("mẫu số dùng chung")),
    ("targets", gettext_lazy("chỉ tiêu")),
    ("tasks", gettext_lazy("nhiệm vụ")),
    ("assignments", gettext_lazy("phân công")),
)


class _Undone(Exception):
    """Ends a rehearsal: everything it wrote goes with it."""


@dataclass(frozen=True)
class Preview:
    """What the file would bring. ``sealed`` is its content for the confirming form, signed."""

    plan: dict
    counts: tuple[tuple[str, int], ...]
    new_units: tuple[str, ...]
    kept_units: tuple[str, ...]
    faults: tuple[Fault, ...]
    sealed: str = ""


def preview_of(file, *, by) -> Preview:
    """Read and check a workbook. Raises ``SheetRefused`` where it cannot be opened."""
    data, faults = read_plan(read_workbook(file))
    if data is None:
        return Preview({}, (), (), (), tuple(faults))
    found = [Fault("", "", text) for text in faults_of(data)]
    known = set(
        Unit.objects.filter(code__in=[row["code"] for row in data["units"]]).values_list(
            "code", flat=True
        )
    )
    return Preview(
        plan=data["plan"],
        counts=tuple((str(words), len(data[section])) for section, words in SECTIONS),
        new_units=tuple(row["name"] for row in data["units"] if row["code"] not in known),
        kept_units=tuple(row["name"] for row in data["units"] if row["code"] in known),
        faults=tuple(found),
        sealed="" if found else signing.dumps([by.pk, data], salt=SALT, compress=True),
    )


def faults_of(data) -> list[str]:
    """Everything that keeps the plan out, one sentence each: first the file's own faults."""
    slug, carried_out = data["plan"]["slug"], data["plan"]["carries_out"]
    if Plan.objects.filter(slug=slug).exists():
        words = _("Đã có kế hoạch mang mã “%(slug)s”: đặt mã khác, hệ thống không ghi đè.")
        return [words % {"slug": slug}]
    if carried_out and not Plan.objects.filter(slug=carried_out).exists():
        words = _("Không có kế hoạch mã “%(slug)s” để triển khai.")
        return [words % {"slug": carried_out}]
    return problems(data) or _rehearse(data)


def _rehearse(data):
    """What the database itself refuses, found by writing the plan and taking it back."""
    try:
        with transaction.atomic():
            Loader(data, keeps_units=True).load()
            raise _Undone
    except _Undone:
        return []
    except RowRefused as refused:
        return [str(refused)]


def open_seal(sealed, *, by):
    """The plan's dict of a confirming form; None for one too old, of another or tampered with."""
    try:
        owner, data = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature:
        return None
    return data if owner == by.pk else None


@transaction.atomic
def import_plan(data) -> Plan:
    """Write the plan; raises ``RowRefused`` and writes nothing where a row does not fit."""
    if found := faults_of(data):
        raise RowRefused(found[0])
    loader = Loader(data, keeps_units=True)
    loader.load()
    return loader.plan
