"""Addresses of the ranking, the scorecards and the publications."""

from django.urls import path

from reports import api
from reports.views import (
    blocks,
    consolidation,
    official,
    papers,
    province,
    public,
    publications,
    rank_moves,
    results,
    whatif,
    why,
    word_templates,
)

app_name = "reports"
PUBLIC = "ket-qua/<slug:period>/lan-<int:version>/"
UNIT = "xep-hang/<slug:period>/<int:unit_id>/"

urlpatterns = [
    path("api/ket-qua/", api.result_list, name="result_list_api"),
    path("api/ket-qua/<int:publication_id>/", api.result_detail, name="result_detail_api"),
    path("xep-hang/", results.ranking, name="ranking"),
    path("xep-hang/tai-excel/", results.conference_export, name="conference_export"),
    path("xep-hang/cac-nam/<int:unit_id>/", results.unit_years, name="unit_years"),
    path("xep-hang/chi-so-tinh/", province.province_years, name="province_years"),
    path("xep-hang/mat-diem/", blocks.lost, name="lost"),
    path("xep-hang/tieu-chi/<str:code>/", blocks.criterion_units, name="criterion_units"),
    path("xep-hang/so-sanh/", blocks.comparison, name="comparison"),
    path("xep-hang/vi-sao/<int:score_id>/", why.score_why, name="score_why"),
    path("xep-hang/thu/", whatif.whatif, name="whatif"),
    path("xep-hang/quy-tac-khac/", whatif.other_rules, name="other_rules"),
    path("ket-qua-chinh-thuc/", official.official_list, name="official_list"),
    path("ket-qua-chinh-thuc/nap/", official.official_load, name="official_load"),
    path(UNIT, results.unit_detail, name="unit_detail"),
    path(f"{UNIT}mat-diem/", why.unit_losses, name="unit_losses"),
    path(f"{UNIT}doi-hang/", rank_moves.rank_move, name="rank_move"),
    path(f"{UNIT}vi-sao/", why.unit_explained, name="unit_explained"),
    path(f"{UNIT}vi-sao/<str:code>/", why.score_explained, name="score_explained"),
    path(f"{UNIT}<str:area>/", results.area_detail, name="area_detail"),
    path("tong-hop/", consolidation.consolidation_list, name="consolidation_list"),
    path("tong-hop/<slug:period>/", consolidation.consolidation, name="consolidation"),
    path("tong-hop/<slug:period>/bien-ban/", consolidation.minutes_record, name="minutes_record"),
    path("tong-hop/<slug:period>/chot-so-lieu/", consolidation.figures_cutoff, name="figures_cutoff"),
    path("tong-hop/<slug:period>/ho-so-nam/", consolidation.year_archive, name="year_archive"),
    path("ket-qua/", public.public_results, name="public_results"),
    path("ket-qua/<slug:period>/", public.public_period, name="public_period"),
    path(f"{PUBLIC}", public.public_version, name="public_version"),
    path(f"{PUBLIC}so-lieu.csv", public.public_csv, name="public_csv"),
    path(f"{PUBLIC}so-lieu.json", public.public_json, name="public_json"),
    path("mau-van-ban/", word_templates.template_list, name="template_list"),
    path("mau-van-ban/<str:paper>/", word_templates.template_load, name="template_load"),
    path("mau-van-ban/<str:paper>/dung-mau-he-thong/", word_templates.template_reset, name="template_reset"),
    path("mau-van-ban/<str:paper>/ban-thu/", word_templates.template_trial, name="template_trial"),
    path("mau-van-ban/<str:paper>/lan-<int:number>/", word_templates.template_file, name="template_file"),
    path("cong-bo/moi/", publications.publication_new, name="publication_new"),
    path("cong-bo/de-nghi/<int:pk>/", publications.proposal_detail, name="proposal_detail"),
    path("cong-bo/de-nghi/<int:pk>/phe-duyet/", publications.proposal_approve, name="proposal_approve"),
    path("cong-bo/de-nghi/<int:pk>/tu-choi/", publications.proposal_decline, name="proposal_decline"),
    path("cong-bo/de-nghi/<int:pk>/rut/", publications.proposal_withdraw, name="proposal_withdraw"),
    path("cong-bo/<int:pk>/", publications.publication_detail, name="publication_detail"),
    path("cong-bo/<int:pk>/goi.zip", publications.publication_bundle, name="publication_bundle"),
    path("cong-bo/<int:pk>/tai-lieu/", papers.paper_make, name="paper_make"),
    path("cong-bo/<int:pk>/tai-lieu/<slug:paper>/", papers.paper_file, name="paper_file"),
    path("cong-bo/<int:pk>/trinh-chieu/", papers.slides, name="slides"),
    path("cong-bo/<int:pk>/thoi-diem/", publications.publication_release, name="publication_release"),
    path("cong-bo/<int:pk>/dinh-chinh/", publications.publication_correct, name="publication_correct"),
]
