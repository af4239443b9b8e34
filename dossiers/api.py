"""Files of dossiers from the province's one-stop software: the pages' own two steps, look and then write (ADR 0026)."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import (
    CharField,
    FileField,
    IntegerField,
    JSONField,
    ListField,
    ModelSerializer,
    Serializer,
)

from cchc_portal.jobs.models import Job
from cchc_portal.kit.doors import for_roles, scoped
from dossiers import actions
from dossiers.enums import UploadState
from dossiers.forms.uploads import LOADERS, ProgramUploadForm
from dossiers.models import Upload
from dossiers.uploading import newest_job, own_upload, start_reading, start_writing, visible_upload


class FindingSerializer(Serializer):
    """What is wrong with one cell, or worth knowing of it."""

    cell = CharField(help_text="Địa chỉ ô, ví dụ C14.")
    message = CharField(help_text="Sai gì và sửa thế nào.")


class JobSerializer(ModelSerializer):
    """How far the reading or writing is."""

    class Meta:
        model = Job
        fields = ["state", "done", "total", "message", "error"]


class UploadSerializer(ModelSerializer):
    """What became of a file."""

    unit = CharField(source="unit.code", default=None, help_text="Mã đơn vị; trống: tệp của nhiều đơn vị.")
    summary = CharField(help_text="Một câu nói tệp ra sao.")
    comparison = IntegerField(source="checks", help_text="Số của bảng đối chiếu; gửi lại số này khi ghi.")
    unchanged = IntegerField(allow_null=True, help_text="Số dòng giống hệt trong sổ.")
    errors = ListField(child=FindingSerializer())
    warnings = ListField(child=FindingSerializer())
    totals = JSONField(help_text="Tổng kiểm tra: tiếp nhận, trước hạn, đúng hạn, quá hạn…")
    job = JobSerializer(allow_null=True)

    class Meta:
        model = Upload
        fields = [
            *("id", "original_name", "unit", "sha256", "size", "state", "summary", "comparison"),
            *("rows", "added", "changed", "unchanged", "wrong_rows", "left_out", "repeated"),
            *("error_count", "errors", "warnings", "totals", "uploaded_at", "ended_at", "job"),
        ]


class SendSerializer(Serializer):
    """A file for a unit."""

    file = FileField(help_text="Excel .xlsx tối đa 50 MB hoặc CSV UTF-8 tối đa 200 MB.")
    unit = CharField(help_text="Mã đơn vị; tệp của một đơn vị nhận cả hồ sơ của đơn vị cấp dưới.")


class WriteSerializer(Serializer):
    """Which comparison was looked at."""

    comparison = IntegerField()


WRONG = OpenApiResponse(description="Sai gì, theo từng trường.")
NOT_NOW = OpenApiResponse(description="Vì sao lúc này không ghi được.")


@extend_schema(
    summary="Gửi tệp hồ sơ",
    description="Cổng nhận tệp rồi đọc và đối chiếu với sổ; chưa ghi gì. Gửi lại đúng tệp ấy không làm gì thêm.",
    request={"multipart/form-data": SendSerializer},
    responses={201: UploadSerializer, 200: UploadSerializer, 422: WRONG},
)
@for_roles(*LOADERS)
@api_view(["POST"])
@parser_classes([MultiPartParser])
def upload_receive(request: Request) -> Response:
    """Receive a file and start reading it: 201; the same file again: 200 and what became of it."""
    form = ProgramUploadForm(request.data, request.FILES, person=request.person)
    if not form.is_valid():
        return Response({"errors": form.errors}, status=422)
    file = form.cleaned_data["file"]
    upload, new = actions.receive_upload(file=file, name=file.name, unit=form.cleaned_data["unit"], by=request.user)
    if new:
        start_reading(upload, request.user)
    return Response(_told(request, upload), status=201 if new else 200)


@extend_schema(summary="Tệp hồ sơ ra sao", responses=UploadSerializer)
@scoped("dossiers.Upload")
@api_view(["GET"])
def upload_state(request: Request, upload_id: int) -> Response:
    """How far the reading is; what the file would do; what it did; or every reason why it did nothing."""
    return Response(_told(request, visible_upload(request.person, upload_id)))


@extend_schema(
    summary="Ghi vào sổ",
    description="Ghi đúng bảng đối chiếu đã xem. Sổ đã thay đổi từ lúc ấy thì chưa ghi gì: xem bảng mới rồi ghi lại.",
    request=WriteSerializer,
    responses={202: UploadSerializer, 200: UploadSerializer, 409: NOT_NOW},
)
@scoped("dossiers.Upload")
@api_view(["POST"])
@parser_classes([JSONParser, FormParser, MultiPartParser])
def upload_confirm(request: Request, upload_id: int) -> Response:
    """Start writing what was looked at: 202; already written: 200; anything else: 409 with the reason."""
    upload = own_upload(request.person, upload_id)
    asked = WriteSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    if upload.state == UploadState.LOADED:
        return Response(_told(request, upload))
    if upload.state != UploadState.CHECKED:
        return Response({"detail": f"Chưa ghi được: {upload.summary}"}, status=409)
    if asked.validated_data["comparison"] != upload.checks:
        return Response({"detail": actions.MOVED}, status=409)
    start_writing(upload, request.user)
    return Response(_told(request, upload), status=202)


@extend_schema(summary="Bỏ tệp", request=None, responses=UploadSerializer)
@scoped("dossiers.Upload")
@api_view(["POST"])
def upload_give_up(request: Request, upload_id: int) -> Response:
    """Give the file up; nothing of it is written."""
    own = own_upload(request.person, upload_id)
    return Response(_told(request, actions.discard_upload(upload_id=own.pk, by=request.user)))


def _told(request: Request, upload: Upload) -> dict[str, Any]:
    upload.job = newest_job(upload, request.user)
    return UploadSerializer(upload).data
