"""Published results for other software: the figures of the publication as frozen, nothing computed anew (ADR 0026)."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BooleanField, CharField, ModelSerializer

from cchc_portal.kit.doors import scoped
from reports import policy
from reports.models import Publication, Standing


class PublicationSerializer(ModelSerializer):
    """One version of a published result."""

    period = CharField(source="period.code")
    period_name = CharField(source="period.name")
    final = BooleanField(help_text="true: chính thức (năm); false: tạm tính (quý, sáu tháng).")
    digest = CharField(help_text="SHA-256 của gói công bố.")

    class Meta:
        model = Publication
        fields = [
            *("id", "period", "period_name", "version", "final", "title"),
            *("decision_number", "decided_on", "reason", "digest", "published_at"),
        ]


class StandingSerializer(ModelSerializer):
    """The frozen place of a unit; points are texts with two decimals, so that no program rounds them."""

    class Meta:
        model = Standing
        fields = [
            *("unit_code", "unit_name", "block_code", "block_name", "rank", "ranked_of"),
            *("appraised_points", "survey_points", "total_points", "max_points", "percent"),
            *("grade", "grade_reason", "areas", "dossiers"),
        ]


class ResultSerializer(PublicationSerializer):
    """A publication with the standing of every unit."""

    standings = StandingSerializer(many=True)

    class Meta(PublicationSerializer.Meta):
        fields = [*PublicationSerializer.Meta.fields, "standings"]


@extend_schema(summary="Kết quả đã công bố", responses=PublicationSerializer(many=True))
@scoped("reports.Publication")
@api_view(["GET"])
def result_list(request: Request) -> Response:
    """Of each period the version in force, as far as the account may read it by now; newest first."""
    early = policy.sees_early(request.person)
    found = Publication.objects.of_person(request.person).latest_versions(early=early).without_bundle()
    rows = found.select_related("period").order_by("-period__data_to", "-published_at")
    return Response(PublicationSerializer(rows, many=True).data)


@extend_schema(summary="Một kết quả, từng đơn vị", responses=ResultSerializer)
@scoped("reports.Publication", "reports.Standing")
@api_view(["GET"])
def result_detail(request: Request, publication_id: int) -> Response:
    """Any version that was ever published stays readable under its number."""
    found = Publication.objects.of_person(request.person).without_bundle().select_related("period")
    publication = get_object_or_404(found, pk=publication_id)
    rows = Standing.objects.of_person(request.person).without_leaves().filter(publication=publication)
    standings: list[dict[str, Any]] = StandingSerializer(rows, many=True).data
    return Response({**PublicationSerializer(publication).data, "standings": standings})
