"""Units as JSON, read only."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, ModelSerializer

from cchc_portal.kit.doors import scoped
from units.models import Unit


class UnitSerializer(ModelSerializer):
    parent = CharField(source="parent.code", default=None)
    block = CharField(source="block.code", default=None)

    class Meta:
        model = Unit
        fields = ["id", "code", "name", "short_name", "parent", "level", "block", "ranked", "valid_from", "valid_to"]


@extend_schema(summary="Đơn vị", responses=UnitSerializer(many=True))
@scoped("units.Unit")
@api_view(["GET"])
def unit_list_api(request: Request) -> Response:
    """The units the person may read, in alphabetical order; parents and blocks by code."""
    units = Unit.objects.of_person(request.person).select_related("parent", "block").order_by("sort_name", "code")
    return Response(UnitSerializer(units, many=True).data)
