"""Portfolios of leaders."""

from django.urls import path

from . import views

urlpatterns = [
    path("phan-cong-linh-vuc/", views.portfolio_list, name="portfolio_list"),
    path("phan-cong-linh-vuc/<slug:slug>/", views.portfolio_change, name="portfolio_change"),
]
