from django.urls import path

from cchc_portal.guide import views

app_name = "guide"

urlpatterns = [
    path("", views.guide_page, name="first"),
    path("<slug:slug>/", views.guide_page, name="page"),
]
