"""Addresses of surveys: the coordinator's side, and the form of whoever holds a slip."""

from django.urls import path

from indicators.views import ballots, survey_results, survey_slips, surveys

SURVEY = "dieu-tra/<int:survey_id>/"

urlpatterns = [
    path("dieu-tra/", surveys.survey_list, name="survey_list"),
    path("dieu-tra/moi/", surveys.survey_new, name="survey_new"),
    path(SURVEY, surveys.survey_detail, name="survey_detail"),
    path(f"{SURVEY}sua/", surveys.survey_edit, name="survey_edit"),
    path(f"{SURVEY}cau-hoi/", surveys.survey_question, name="survey_question"),
    path(f"{SURVEY}cau-hoi/<int:number>/", surveys.survey_question, name="survey_question"),
    path(f"{SURVEY}chuyen/", surveys.survey_move, name="survey_move"),
    path(f"{SURVEY}phieu-ma/", survey_slips.survey_slips, name="survey_slips"),
    path(f"{SURVEY}phieu-ma/<int:unit_id>/", survey_slips.survey_slips_print, name="survey_slips_print"),
    path(f"{SURVEY}ket-qua/", survey_results.survey_results, name="survey_results"),
    path(f"{SURVEY}nhap/", survey_results.survey_load, name="survey_load"),
    path(f"{SURVEY}mau.xlsx", survey_results.survey_workbook, name="survey_workbook"),
    path("khao-sat/", ballots.ballot_code, name="ballot_code"),
    path("khao-sat/<str:code>/", ballots.ballot, name="ballot"),
]
