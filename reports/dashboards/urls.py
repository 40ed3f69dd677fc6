"""Where things stand: addresses of the dashboard, targets, sectors, units and the plan."""

from django.urls import path

from .views import dashboard, plan, plans, sector, summary, target, target_chart, task, unit

urlpatterns = [
    path("bang-dieu-hanh/", dashboard.dashboard, name="dashboard"),
    path("tom-tat/", summary.leader_summary, name="leader_summary"),
    path("nhiem-vu/", task.task_list, name="task_list"),
    path("nhiem-vu/<slug:code>/", task.task_detail, name="task_detail"),
    path("chi-tieu/", target.target_list, name="target_list"),
    path("chi-tieu/<slug:code>/", target.target_detail, name="target_detail"),
    path(
        "chi-tieu/<slug:code>/bieu-do.html",
        target_chart.target_chart_html,
        name="target_chart_html",
    ),
    path("linh-vuc/", sector.sector_list, name="sector_list"),
    path("linh-vuc/<slug:slug>/", sector.sector_detail, name="sector_detail"),
    path("don-vi/", unit.unit_list, name="unit_list"),
    path("don-vi/<slug:code>/", unit.unit_detail, name="unit_detail"),
    path("cac-ke-hoach/", plans.plan_list, name="plan_list"),
    path("ke-hoach/", plan.plan_detail, name="plan_detail"),
]
