"""The way back, before the day: every row as it was, or a clear word about what stands in it."""

from collections import defaultdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assignments.models import NotReorganised, Reorganisation
from q3plan.lib import dates
from reports.kept.totals import refresh_totals
from reports.models import Report
from reports.reorganising.intended import read_intended
from reports.reorganising.journal import as_text, as_values, model_of
from reports.reorganising.telling import tell_undone

MOST_NAMED = 8
# What people correct in a new unit before its day goes with the unit.
CORRECTED = {"assignments.unit", "assignments.letterhead"}


@transaction.atomic
def undo(reorganisation: Reorganisation, *, by, at: datetime, version=None):
    """Restore every row that carrying out has touched, last one first.

    Raises ``NotReorganised`` when the day has come, or with what hangs on it by now.
    """
    reorganisation.lock(Reorganisation.State.CARRIED_OUT, version=version)
    if problem := past_its_day(reorganisation, at=at):
        raise NotReorganised(problem)
    effects = list(reorganisation.effects.order_by("pk"))
    in_the_way = list(dict.fromkeys([*_changed_since(effects), *_hanging(effects)]))
    if in_the_way:
        raise NotReorganised(
            _("Chưa hoàn lại được: đã có việc mới gắn với việc sắp xếp này."), in_the_way
        )
    try:
        with transaction.atomic():
            for effect in reversed(effects):
                _restore(effect)
    except IntegrityError as clash:
        raise NotReorganised(
            _("Chưa hoàn lại được: có phân công hoặc người mới trùng với trạng thái cũ.")
        ) from clash
    reorganisation.mark_undone(by=by, at=at)
    intended = read_intended(reorganisation, at=at)
    for plan_id, since in sorted(intended.plans().items()):
        refresh_totals(plan_id, since=since, at=at)
    tell_undone(intended, at=at)


def past_its_day(reorganisation, *, at) -> str:
    """Why it is too late; "" while there is time."""
    if dates.as_day(at) < reorganisation.effective_on:
        return ""
    return _(
        "Đã đến ngày hiệu lực %(day)s nên không hoàn lại được; hãy lập một việc sắp xếp mới."
    ) % {"day": dates.day_text(reorganisation.effective_on)}


def _restore(effect):
    model = model_of(effect)
    row = model._base_manager.filter(pk=effect.object_id).first()
    if row is None:
        return
    if effect.before is None:
        row.delete()
        return
    for column, value in as_values(model, effect.before).items():
        setattr(row, column, value)
    row.save(update_fields=list(effect.before))
    if isinstance(row, Report):
        # Never an older number: a page opened in between must be read again.
        Report.objects.filter(pk=row.pk).update(version=row.version + 1)


def _changed_since(effects):
    """Rows that somebody has set otherwise since; a step back to before is no hindrance."""
    left = {}
    for effect in effects:
        first, last = left.setdefault((effect.model, effect.object_id), ({}, {}))
        for column, text in (effect.before or {}).items():
            first.setdefault(column, text)
        last.update(effect.after or {})
    models = {effect.model: model_of(effect) for effect in effects}
    made = {(effect.model, effect.object_id) for effect in effects if effect.before is None}
    for (label, pk), (first, last) in left.items():
        if label in CORRECTED and (label, pk) in made:
            continue
        row = models[label]._base_manager.filter(pk=pk).first()
        if row is None:
            yield _("%(what)s: đã bị xóa.") % {"what": models[label]._meta.verbose_name}
            continue
        now = as_text(row, last)
        if any(now[name] not in (last[name], first.get(name, last[name])) for name in last):
            yield _("%(what)s đã được sửa: %(row)s.") % {
                "what": models[label]._meta.verbose_name,
                "row": row,
            }


def _hanging(effects):
    """Rows that point at what was made and are not of the reorganisation itself."""
    touched, made = defaultdict(set), defaultdict(set)
    for effect in effects:
        model = model_of(effect)
        touched[model].add(effect.object_id)
        if effect.before is None:
            made[model].add(effect.object_id)
    for model, ids in made.items():
        for relation in model._meta.get_fields(include_hidden=True):
            points_here = relation.auto_created and not relation.concrete
            if not points_here or relation.many_to_many:
                continue
            rows = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": ids}
            )
            rows = rows.exclude(pk__in=touched[relation.related_model])
            for row in rows.order_by("pk")[:MOST_NAMED]:
                yield f"{relation.related_model._meta.verbose_name}: {row}"
