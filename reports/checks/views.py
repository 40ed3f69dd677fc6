"""The coordinating unit's page of checks: which are asked, how far they reach, in which words."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from q3plan.lib import clock
from reports.checks.defaults import install
from reports.checks.forms import CheckRuleForm
from reports.checks.kinds import CHECKS, ORDER, Kind
from reports.checks.sentences import fill
from reports.models import CheckRule
from reports.posting import idempotent
from targets.models import Plan


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def check_rules(request):
    plan = Plan.objects.filter(pk__in=request.powers.coordinates).current()
    if plan is None:
        raise PermissionDenied
    if request.method == "POST":
        added = install(plan)
        messages.success(request, _("Đã thêm %(count)s kiểm tra mặc định.") % {"count": added})
        return redirect("check_rules")
    rows = CheckRule.objects.filter(plan=plan).select_related("target", "changed_by")
    rows = sorted(rows, key=lambda row: (_place(row), ORDER[Kind(row.kind)]))
    groups = [
        {
            "target": target,
            "anchor": target.slug if target else "noi-dung-chung",
            "rules": [(row, CHECKS[Kind(row.kind)].limit, _example(row)) for row in own],
            "changed": sum(row.changed_at is not None for row in own),
            "paused": sum(not row.is_active for row in own),
        }
        for target, found in groupby(rows, key=lambda row: row.target)
        for own in [list(found)]
    ]
    return render(request, "checks/check_rules.html", {"plan": plan, "groups": groups})


def _place(row):
    """Targets in the order of the plan, what concerns all texts at the end."""
    return (row.target is None, row.target.order if row.target else 0, row.target_id or 0)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def check_rule(request, pk):
    if not request.powers.coordinates:
        raise PermissionDenied
    rows = CheckRule.objects.select_related("target", "plan", "changed_by")
    rule = get_object_or_404(rows, pk=pk, plan__in=request.powers.coordinates)
    form = CheckRuleForm(request.POST or None, rule=rule)
    is_preview = request.POST.get("action") == "preview"
    if request.method == "POST" and form.is_valid() and not is_preview:
        _save(request, rule, form.cleaned_data)
        return redirect("check_rules")
    context = {
        "rule": rule,
        "form": form,
        "check": CHECKS[Kind(rule.kind)],
        "preview": _preview(rule, form),
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "checks/check_rule.html", context, status=status)


def _example(rule):
    return fill(rule.sentence, CHECKS[Kind(rule.kind)].samples)


def _preview(rule, form):
    """The sentence with example words; "" while what was typed cannot stand."""
    sentence = rule.sentence
    if form.is_bound:
        sentence = form.cleaned_data.get("sentence", "")
    return fill(sentence, CHECKS[Kind(rule.kind)].samples)


def _save(request, rule, chosen):
    rule.limit = chosen.get("limit")
    rule.sentence, rule.is_active = chosen["sentence"], chosen["is_active"]
    rule.changed_by, rule.changed_at = request.user, clock.now()
    rule.save(update_fields=["limit", "sentence", "is_active", "changed_by", "changed_at"])
    words = {"what": rule.get_kind_display(), "where": rule.target.code if rule.target else ""}
    messages.success(request, _("Đã lưu kiểm tra “%(what)s” %(where)s.") % words)
