"""The consolidated report: assembling it and editing it."""

from django.urls import path

from .views.head import compiled_head
from .views.paragraph import paragraph_add, paragraph_edit
from .views.report import compiled_report

urlpatterns = [
    path("tong-hop/<int:year>/bao-cao/", compiled_report, name="compiled_report"),
    path("tong-hop/<int:year>/bao-cao/the-thuc/", compiled_head, name="compiled_head"),
    path("tong-hop/<int:year>/bao-cao/them/", paragraph_add, name="paragraph_add"),
    path("tong-hop/<int:year>/bao-cao/<int:pk>/", paragraph_edit, name="paragraph_edit"),
]
