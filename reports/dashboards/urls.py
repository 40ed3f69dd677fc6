"""Where things stand: addresses of the dashboard, targets, sectors, units and the plan."""

from django.urls import path

from .views import dashboard, plan, sector, target, unit

urlpatterns = [
    path("bang-dieu-hanh/", dashboard.dashboard, name="dashboard"),
    path("chi-tieu/", target.target_list, name="target_list"),
    path("chi-tieu/<slug:code>/", target.target_detail, name="target_detail"),
    path("linh-vuc/", sector.sector_list, name="sector_list"),
    path("linh-vuc/<slug:slug>/", sector.sector_detail, name="sector_detail"),
    path("don-vi/", unit.unit_list, name="unit_list"),
    path("don-vi/<slug:code>/", unit.unit_detail, name="unit_detail"),
    path("ke-hoach/", plan.plan_detail, name="plan_detail"),
]
