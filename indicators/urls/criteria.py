"""Addresses of criteria sets, exemptions and published indexes."""

from django.urls import path

from indicators.views import criteria, criteria_sets, exemptions, indexes

urlpatterns = [
    path("bo-tieu-chi/", criteria_sets.criteria_set_list, name="criteria_set_list"),
    path("bo-tieu-chi/moi/", criteria_sets.criteria_set_new, name="criteria_set_new"),
    path("bo-tieu-chi/nap/", criteria_sets.criteria_set_load, name="criteria_set_load"),
    path("bo-tieu-chi/<int:set_id>/", criteria_sets.criteria_set_detail, name="criteria_set_detail"),
    path("bo-tieu-chi/<int:set_id>/sua/", criteria_sets.criteria_set_edit, name="criteria_set_edit"),
    path("bo-tieu-chi/<int:set_id>/so-sanh/", criteria_sets.criteria_set_diff, name="criteria_set_diff"),
    path("bo-tieu-chi/<int:set_id>/ban-hanh/", criteria_sets.criteria_set_issue, name="criteria_set_issue"),
    path("bo-tieu-chi/<int:set_id>/tep/", criteria_sets.criteria_set_file, name="criteria_set_file"),
    path("bo-tieu-chi/<int:set_id>/linh-vuc-moi/", criteria.criterion_move, name="criterion_move"),
    path("bo-tieu-chi/<int:set_id>/tieu-chi/<str:code>/", criteria.criterion_detail, name="criterion_detail"),
    path("bo-tieu-chi/<int:set_id>/tieu-chi/<str:code>/thu/", criteria.criterion_trial, name="criterion_trial"),
    path("bo-tieu-chi/<int:set_id>/tieu-chi/<str:code>/cho/", criteria.criterion_move, name="criterion_move"),
    path("chi-so/", indexes.index_list, name="index_list"),
    path("chi-so/nap/", indexes.index_load, name="index_load"),
    path("khong-ap-dung/", exemptions.exemption_list, name="exemption_list"),
    path("khong-ap-dung/moi/", exemptions.exemption_new, name="exemption_new"),
    path("khong-ap-dung/<int:exemption_id>/bai-bo/", exemptions.exemption_withdraw, name="exemption_withdraw"),
]
