"""Recompute the half-month roll-ups."""

from django.core.management.base import BaseCommand

from cchc_portal.kit.numbers import show_number
from dossiers.actions import rebuild_rollup
from units.models import Unit

KINDS = {"missing": "thiếu dòng", "stray": "thừa dòng", "wrong": "sai số"}


class Command(BaseCommand):
    help = "Tính lại các bảng tổng hợp nửa tháng từ từng hồ sơ, và in những chỗ khác với bảng đang có."

    def handle(self, **options: object) -> None:
        differences = rebuild_rollup()
        codes = dict(Unit.objects.order_by("pk").values_list("pk", "code"))
        for unit_id, slot, kind in differences:
            self.stdout.write(f"{codes.get(unit_id, 'toàn tỉnh')}, nửa tháng từ {slot:%d/%m/%Y}: {KINDS[kind]}")
        self.stdout.write(f"Đã tính lại; {show_number(len(differences))} chỗ khác đã được sửa.")
