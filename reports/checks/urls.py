"""The coordinating unit's checks."""

from django.urls import path

from . import views

urlpatterns = [
    path("kiem-tra-hop-ly/", views.check_rules, name="check_rules"),
    path("kiem-tra-hop-ly/<int:pk>/", views.check_rule, name="check_rule"),
]
