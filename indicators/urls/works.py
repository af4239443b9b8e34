"""Addresses of inspections, publicity, initiatives, commendations and the indices of the province."""

from django.urls import path

from indicators.views import awards, inspections, publicity

FINDING = "kiem-tra/van-de/<int:finding_id>/"

urlpatterns = [
    path("kiem-tra/", inspections.inspection_list, name="inspection_list"),
    path("kiem-tra/moi/", inspections.inspection_new, name="inspection_new"),
    path("kiem-tra/<int:inspection_id>/", inspections.inspection_detail, name="inspection_detail"),
    path("kiem-tra/<int:inspection_id>/sua/", inspections.inspection_edit, name="inspection_edit"),
    path("kiem-tra/<int:inspection_id>/van-de-moi/", inspections.finding_new, name="finding_new"),
    path(FINDING, inspections.finding_detail, name="finding_detail"),
    path(f"{FINDING}khac-phuc/", inspections.finding_remedy, name="finding_remedy"),
    path(f"{FINDING}theo-doi/", inspections.finding_follow_up, name="finding_follow_up"),
    path(f"{FINDING}tai-lieu/them/", inspections.finding_paper_add, name="finding_paper_add"),
    path(f"{FINDING}tai-lieu/go/", inspections.finding_paper_remove, name="finding_paper_remove"),
    path("tuyen-truyen/", publicity.activity_list, name="activity_list"),
    path("tuyen-truyen/moi/", publicity.activity_new, name="activity_new"),
    path("tuyen-truyen/<int:activity_id>/xoa/", publicity.activity_remove, name="activity_remove"),
    path("sang-kien/", publicity.initiative_list, name="initiative_list"),
    path("sang-kien/moi/", publicity.initiative_new, name="initiative_new"),
    path("sang-kien/<int:initiative_id>/ket-qua/", publicity.initiative_judge, name="initiative_judge"),
    path("khen-thuong/", awards.commendation_list, name="commendation_list"),
    path("khen-thuong/<slug:period>/moi/", awards.commendation_new, name="commendation_new"),
    path("chi-so-tinh/moi/", awards.index_new, name="index_new"),
]
