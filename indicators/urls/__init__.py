"""Addresses of assessments, appraisal, periods and plans."""

from django.urls import path

from indicators.urls import criteria, plans
from indicators.views import appraisals, assessments, entry, evidence, history, notes, periods, round_trip, vault_health

app_name = "indicators"
urlpatterns = [
    path("cham-diem/", assessments.assessment_list, name="assessment_list"),
    path("cham-diem/<int:assessment_id>/", entry.entry, name="entry"),
    path("cham-diem/<int:assessment_id>/linh-vuc/<str:area>/", entry.entry, name="entry"),
    path("cham-diem/<int:assessment_id>/phieu.xlsx", round_trip.sheet_workbook, name="sheet_workbook"),
    path("cham-diem/<int:assessment_id>/nhap-excel/", round_trip.sheet_upload, name="sheet_upload"),
    path("cham-diem/tep/<uuid:file_id>/", round_trip.sheet_file, name="sheet_file"),
    path("cham-diem/tep/<uuid:file_id>/danh-dau/", round_trip.sheet_file_marked, name="sheet_file_marked"),
    path("cham-diem/tep/<uuid:file_id>/ap-dung/", round_trip.sheet_file_apply, name="sheet_file_apply"),
    path("cham-diem/<int:assessment_id>/xem-lai/", assessments.review, name="review"),
    path("cham-diem/<int:assessment_id>/chuyen/", assessments.assessment_move, name="assessment_move"),
    path("cham-diem/dong/<int:score_id>/", entry.entry_save, name="entry_save"),
    path("cham-diem/dong/<int:score_id>/hoan-tac/", entry.entry_undo, name="entry_undo"),
    path("cham-diem/dong/<int:score_id>/lich-su/", history.score_history, name="score_history"),
    path("cham-diem/dong/<int:score_id>/trao-doi/", notes.score_notes, name="score_notes"),
    path("cham-diem/dong/<int:score_id>/trao-doi/them/", notes.note_add, name="note_add"),
    path("cham-diem/dong/<int:score_id>/trao-doi/da-doc/", notes.notes_read, name="notes_read"),
    path("cham-diem/dong/<int:score_id>/minh-chung/", evidence.evidence_list, name="evidence_list"),
    path("cham-diem/dong/<int:score_id>/minh-chung/them/", evidence.evidence_add, name="evidence_add"),
    path("cham-diem/dong/<int:score_id>/minh-chung/dan/", evidence.evidence_cite, name="evidence_cite"),
    path("cham-diem/dong/<int:score_id>/minh-chung/go/", evidence.evidence_uncite, name="evidence_uncite"),
    path("cham-diem/dong/<int:score_id>/minh-chung/xoa/", evidence.evidence_remove, name="evidence_remove"),
    path("minh-chung/<uuid:evidence_id>/", evidence.evidence_detail, name="evidence_detail"),
    path("minh-chung/<uuid:evidence_id>/tep/", evidence.evidence_file, name="evidence_file"),
    path("minh-chung/<uuid:evidence_id>/trang/<int:number>/", evidence.evidence_page, name="evidence_page"),
    path("he-thong/kho-minh-chung/", vault_health.vault_health, name="vault_health"),
    path("tham-dinh/", appraisals.appraisal_list, name="appraisal_list"),
    path("tham-dinh/<int:assessment_id>/", appraisals.appraisal, name="appraisal"),
    path("tham-dinh/<int:assessment_id>/linh-vuc/<str:area>/", appraisals.appraisal, name="appraisal"),
    path("tham-dinh/<int:assessment_id>/chap-nhan/", appraisals.appraisal_accept, name="appraisal_accept"),
    path("tham-dinh/dong/<int:score_id>/", appraisals.appraisal_save, name="appraisal_save"),
    path("ky-danh-gia/", periods.period_list, name="period_list"),
    path("ky-danh-gia/moi/", periods.period_new, name="period_new"),
    path("ky-danh-gia/<int:period_id>/mo/", periods.period_open, name="period_open"),
    path("ky-danh-gia/<int:period_id>/tinh-lai/", periods.period_recalculate, name="period_recalculate"),
    *criteria.urlpatterns,
    *plans.urlpatterns,
]
