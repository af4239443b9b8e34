"""Addresses of plans and tasks."""

from django.urls import path

from indicators.views.plans import plan_detail, task_report

urlpatterns = [
    path("ke-hoach/", plan_detail, name="plan_detail"),
    path("ke-hoach/<int:year>/", plan_detail, name="plan_detail"),
    path("ke-hoach/nhiem-vu/<int:pk>/", task_report, name="task_report"),
]
