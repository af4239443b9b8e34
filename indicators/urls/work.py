"""The address everybody starts from."""

from django.urls import path

from indicators.views.work import my_work

urlpatterns = [path("", my_work, name="home")]
