"""The working text of a round's consolidated report: assembled, then edited by hand."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from assignments.models import LetterheadFields

from .paragraph import OWN, Material, Paragraph, ParagraphChange
from .refusals import StaleReport
from .round import Round


@dataclass(frozen=True)
class Assembled:
    """How many passages came, followed their source, stand behind it as edited, and went."""

    added: int = 0
    followed: int = 0
    behind: int = 0
    gone: int = 0

    @property
    def has_changed(self) -> bool:
        return any((self.added, self.followed, self.behind, self.gone))


class CompiledReport(LetterheadFields):
    """The report of a round that the coordinating unit writes upward [Dự thảo báo cáo tổng hợp].

    One for each round; it goes on after a Consolidation was frozen from it. Head and signature
    block are its own, copied once from the plan's letterhead. ``number`` and ``dated_on`` are given
    by the clerk (văn thư) and stay blank until then. ``version`` grows with every change of the
    head, ``assembled_at`` tells when accepted material was taken in last.
    """

    round = models.OneToOneField(Round, models.PROTECT, related_name="compiled")
    number = models.CharField(_("số"), max_length=20, blank=True)
    dated_on = models.DateField(_("ngày ký"), null=True, blank=True)
    subject = models.TextField(_("trích yếu"))
    addressee = models.TextField(_("kính gửi"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assembled_at = models.DateTimeField(null=True, blank=True)
    assembled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("dự thảo báo cáo tổng hợp")
        verbose_name_plural = _("dự thảo báo cáo tổng hợp")

    def __str__(self):
        return f"{self.subject} – {self.round.year}"

    def lock(self):
        """Everybody who changes the order or the set of passages waits here in turn."""
        self.refresh_from_db(from_queryset=CompiledReport.objects.select_for_update())

    @classmethod
    @transaction.atomic
    def begin(cls, round, *, by, at, **head):
        """The round's report, begun with ``head`` unless it is there; returns ``(row, is_new)``."""
        return cls.objects.get_or_create(
            round=round, defaults={**head, "created_at": at, "created_by": by}
        )

    @transaction.atomic
    def change_head(self, *, version, **head):
        """Write head and signature block as the form gave them; a stale form is refused."""
        self.lock()
        if version != self.version:
            raise StaleReport(_("Người khác vừa sửa thể thức văn bản này."))
        for name, value in head.items():
            setattr(self, name, value)
        self.version += 1
        self.save(update_fields=[*head, "version"])

    @transaction.atomic
    def add_own(self, *, section, text, by, at, heading="", after=None):
        """A passage of the officer's own, behind ``after`` or at the end of its section."""
        self.lock()
        rows = self.paragraphs.filter(section=section)
        if after:
            order = rows.get(pk=after.pk).order + 1
        else:
            order = (rows.aggregate(last=Max("order"))["last"] or 0) + 1
        rows.filter(order__gte=order).update(order=F("order") + 1)
        made = self.paragraphs.create(
            key=f"{OWN}{uuid4()}",
            section=section,
            order=order,
            heading=heading,
            text=text,
            edited_at=at,
            edited_by=by,
        )
        made.record(ParagraphChange.Kind.EDITED, by=by, at=at, before="", after=text)
        return made

    @transaction.atomic
    def assemble(self, material: Sequence[Material], *, by, at) -> Assembled:
        """Take in what accepted material says now; an edited text is never overwritten.

        New passages stand behind the one that precedes them in ``material``. A passage whose origin
        is gone says nothing any more, unless it was edited. Doing it again changes nothing.
        """
        self.lock()
        held = {row.key: row for row in self.paragraphs.select_for_update().order_by("pk")}
        brought = {piece.key: piece for piece in material}
        counts = {"added": 0, "followed": 0, "behind": 0, "gone": 0}
        for key, row in held.items():
            if not row.is_own:
                counts_as = row.follow(brought.get(key), by=by, at=at)
                if counts_as:
                    counts[counts_as] += 1
        new = [piece for piece in material if piece.key not in held]
        counts["added"] = self._add(new, by=by, at=at)
        if new:
            self._put_in_order(material, {piece.key for piece in new})
        self.assembled_at, self.assembled_by = at, by
        self.save(update_fields=["assembled_at", "assembled_by"])
        return Assembled(**counts)

    def _add(self, new, *, by, at):
        made = Paragraph.objects.bulk_create(
            Paragraph(
                compiled=self,
                key=piece.key,
                section=piece.section,
                order=0,
                heading=piece.heading,
                unit=piece.unit,
                item=piece.item,
                source=piece.text,
                text=piece.text,
            )
            for piece in new
        )
        kind = ParagraphChange.Kind.ASSEMBLED
        ParagraphChange.objects.bulk_create(
            ParagraphChange(paragraph=row, kind=kind, at=at, by=by, after=row.text) for row in made
        )
        return len(made)

    def _put_in_order(self, material, new_keys):
        """Number every section anew with the new passages behind those they follow."""
        rows = {row.key: row for row in self.paragraphs.only("compiled", "key", "section", "order")}
        moved = []
        for section in Paragraph.Section.values:
            natural = [piece.key for piece in material if piece.section == section]
            kept = sorted(
                (
                    row
                    for row in rows.values()
                    if row.section == section and row.key not in new_keys
                ),
                key=lambda row: (row.order, row.pk),
            )
            line = in_line([row.key for row in kept], natural)
            for order, row in enumerate((rows[key] for key in line), 1):
                if row.order != order:
                    row.order = order
                    moved.append(row)
        Paragraph.objects.bulk_update(moved, ["order"])


def in_line(kept: Sequence[str], natural: Sequence[str]) -> list[str]:
    """``kept`` in its order, and what is new in ``natural`` behind its neighbour there.

    Neighbours that somebody moved out of the natural order draw nothing after them; what has no
    neighbour before it comes first.
    """
    line, held, anchor = list(kept), set(kept), None
    unmoved = _in_natural_order(kept, natural)
    for key in natural:
        if key not in held:
            line.insert(0 if anchor is None else line.index(anchor) + 1, key)
            anchor = key
        elif key in unmoved:
            anchor = key
    return line


def _in_natural_order(kept, natural):
    """The most of ``kept`` that stand in the order of ``natural`` among themselves."""
    rank = {key: place for place, key in enumerate(natural)}
    tails, before = [], {}
    for key in (key for key in kept if key in rank):
        place = bisect_left([rank[tail] for tail in tails], rank[key])
        before[key] = tails[place - 1] if place else None
        tails[place : place + 1] = [key]
    found, key = set(), tails[-1] if tails else None
    while key is not None:
        found.add(key)
        key = before[key]
    return found
