"""Reorganising units: the list, the wizard's steps, what was done and the way back."""

from django.urls import path

from .views import listing, result, steps

urlpatterns = [
    path("sap-xep-don-vi/", listing.reorganisation_list, name="reorganisation_list"),
    path("sap-xep-don-vi/moi/", steps.reorganisation_new, name="reorganisation_new"),
    path("sap-xep-don-vi/<int:pk>/", result.reorganisation_detail, name="reorganisation_detail"),
    path(
        "sap-xep-don-vi/<int:pk>/van-ban/",
        steps.reorganisation_document,
        name="reorganisation_document",
    ),
    path(
        "sap-xep-don-vi/<int:pk>/don-vi-tiep-nhan/",
        steps.reorganisation_heirs,
        name="reorganisation_heirs",
    ),
    path(
        "sap-xep-don-vi/<int:pk>/don-vi-ket-thuc/",
        steps.reorganisation_lines,
        name="reorganisation_lines",
    ),
    path(
        "sap-xep-don-vi/<int:pk>/phan-cong/",
        steps.reorganisation_choices,
        name="reorganisation_choices",
    ),
    path(
        "sap-xep-don-vi/<int:pk>/xem-truoc/",
        result.reorganisation_preview,
        name="reorganisation_preview",
    ),
]
