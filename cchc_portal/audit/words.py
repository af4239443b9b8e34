"""The trail in words a clerk would say: deeds and figures as tables (pure)."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cchc_portal.kit.numbers import show_date, show_number

DEEDS = {
    "accounts.channels_chosen": "Chọn cách nhận nhắc việc",
    "accounts.created": "Cấp tài khoản",
    "accounts.left": "Ghi nhận nghỉ việc, chuyển đi",
    "accounts.link_issued": "Cấp liên kết đặt mật khẩu",
    "accounts.locked": "Khóa tài khoản",
    "accounts.locked_out": "Tạm khóa vì sai mật khẩu nhiều lần",
    "accounts.password_changed": "Đổi mật khẩu",
    "accounts.password_set": "Đặt mật khẩu lần đầu",
    "accounts.recovery_codes_made": "Tạo bộ mã dự phòng",
    "accounts.second_factor_off": "Tắt xác thực hai bước",
    "accounts.second_factor_on": "Bật xác thực hai bước",
    "accounts.second_factor_reset": "Gỡ xác thực hai bước",
    "accounts.sessions_ended": "Đăng xuất các phiên khác",
    "accounts.sign_in_failed": "Đăng nhập sai mật khẩu",
    "accounts.signed_in": "Đăng nhập",
    "accounts.signed_out": "Đăng xuất",
    "accounts.single_sign_on_tied": "Nối với đăng nhập một lần",
    "accounts.unlocked": "Mở khóa tài khoản",
    "accounts.wrong_code": "Nhập sai mã xác thực",
    "assessment.accept": "Đồng ý kết quả thẩm định lần 1",
    "assessment.accept_agreeing": "Chấp nhận các dòng khớp hệ thống",
    "assessment.close": "Đóng phiếu không chấm",
    "assessment.declare": "Khai không phát sinh",
    "assessment.decline": "Lãnh đạo trả lại phiếu cho cán bộ",
    "assessment.exempt": "Miễn nộp phiếu",
    "assessment.explain": "Gửi giải trình",
    "assessment.extend": "Gia hạn nộp phiếu",
    "assessment.first": "Kết thúc thẩm định lần 1",
    "assessment.load_answers": "Nạp kết quả tự chấm từ tệp",
    "assessment.load_appraisal": "Nạp điểm thẩm định từ tệp",
    "assessment.receive_file": "Gửi phiếu Excel đã điền",
    "assessment.reopen": "Mở lại thẩm định phiếu",
    "assessment.request": "Trình lãnh đạo duyệt phiếu",
    "assessment.resume": "Mở lại phiếu cho đơn vị nhập",
    "assessment.second": "Kết thúc thẩm định lần 2",
    "assessment.send_back": "Trả lại phiếu để hoàn thiện",
    "assessment.silence": "Hết hạn giải trình, coi như đồng ý",
    "assessment.submit": "Nộp phiếu",
    "score.note": "Trao đổi về dòng",
    "assessment.take_back": "Rút lại phiếu đã trình",
    "assessment.time_up": "Hết hạn giải trình, chuyển thẩm định lần 2",
    "assessment.uncut": "Không dòng nào bị trừ điểm, thẩm định xong",
    "assessment.withdraw": "Rút phiếu đã nộp",
    "columns.chosen": "Chọn cột của danh sách",
    "criteria_set.copy": "Sao chép bộ tiêu chí",
    "criteria_set.create": "Lập bộ tiêu chí mới",
    "criteria_set.edit": "Sửa dự thảo bộ tiêu chí",
    "criteria_set.issue": "Ban hành bộ tiêu chí",
    "criteria_set.load": "Nạp bộ tiêu chí",
    "criteria_set.lock": "Khóa bộ tiêu chí",
    "official.load": "Nạp kết quả theo quyết định",
    "template.set": "Thay mẫu Word",
    "template.reset": "Dùng lại mẫu Word của hệ thống",
    "index.load": "Nạp chỉ số đã công bố",
    "exemption.grant": "Cho đơn vị không áp dụng tiêu chí",
    "exemption.withdraw": "Bãi bỏ việc không áp dụng tiêu chí",
    "dossiers.calendar_compared": "Đối chiếu hồ sơ đã có kết quả với lịch hiện nay",
    "dossiers.calendar_seeded": "Nạp lịch làm việc",
    "dossiers.day_changed": "Sửa lịch làm việc",
    "dossiers.file_forgotten": "Hủy tệp gốc hết hạn lưu",
    "dossiers.headings_named": "Chỉ tên cột của tệp hồ sơ",
    "dossiers.month_locked": "Khóa số liệu tháng",
    "dossiers.month_saved": "Nhập nháp số liệu tháng",
    "dossiers.month_unlocked": "Mở khóa số liệu tháng",
    "dossiers.lateness_explained": "Ghi nguyên nhân quá hạn, phiếu xin lỗi",
    "dossiers.outcomes_corrected": "Đính chính hồ sơ đã có kết quả theo lịch mới",
    "dossiers.procedures_loaded": "Nạp danh mục thủ tục",
    "dossiers.rollup_rebuilt": "Tính lại tổng hợp hồ sơ",
    "dossiers.upload_checked": "Đọc và đối chiếu tệp hồ sơ",
    "dossiers.upload_discarded": "Bỏ tệp hồ sơ",
    "dossiers.upload_loaded": "Ghi tệp hồ sơ vào sổ",
    "dossiers.upload_received": "Gửi tệp hồ sơ",
    "dossiers.upload_refused": "Tệp hồ sơ không nhập được",
    "evidence.add": "Thêm tệp minh chứng",
    "evidence.cite": "Dẫn văn bản đã có làm minh chứng",
    "evidence.remove": "Xóa tệp minh chứng không còn dẫn",
    "evidence.uncite": "Gỡ minh chứng khỏi tiêu chí",
    "files.downloaded": "Tải tệp về",
    "filters.default_chosen": "Đổi bộ lọc mở sẵn",
    "filters.deleted": "Xóa bộ lọc đã lưu",
    "filters.edited": "Đổi tên, chia sẻ bộ lọc",
    "filters.replaced": "Lưu đè bộ lọc",
    "filters.saved": "Lưu bộ lọc",
    "activity.add": "Ghi hoạt động tuyên truyền",
    "activity.remove": "Xóa hoạt động tuyên truyền",
    "commendation.decide": "Ghi quyết định khen thưởng",
    "commendation.propose": "Đề nghị khen thưởng",
    "finding.add": "Ghi vấn đề phát hiện qua kiểm tra",
    "finding.add_paper": "Thêm tài liệu khắc phục",
    "finding.follow_up": "Theo dõi việc khắc phục",
    "finding.remedy": "Báo cáo khắc phục",
    "finding.remove_paper": "Gỡ tài liệu khắc phục",
    "index.record": "Ghi chỉ số của tỉnh",
    "initiative.judge": "Ghi kết quả xét sáng kiến",
    "initiative.register": "Đăng ký sáng kiến",
    "inspection.add": "Ghi cuộc kiểm tra",
    "inspection.edit": "Sửa cuộc kiểm tra",
    "keys.issued": "Cấp khóa kết nối",
    "keys.revoked": "Thu hồi khóa kết nối",
    "period.close_figures": "Chốt số liệu",
    "period.assign": "Phân công thẩm định",
    "period.create": "Tạo kỳ đánh giá",
    "period.edit": "Sửa các ngày của kỳ đánh giá",
    "period.measure": "Cập nhật số liệu đo",
    "period.open": "Mở kỳ đánh giá",
    "period.plan_cutoff": "Đặt ngày chốt số liệu",
    "period.recalculate": "Tính lại điểm",
    "period.reopen_figures": "Mở lại số liệu đã chốt",
    "period.unassign": "Bỏ phân công thẩm định",
    "plan.adjust": "Điều chỉnh kế hoạch",
    "plan.carry": "Chép nhiệm vụ chưa hoàn thành sang năm sau",
    "plan.create": "Lập dự thảo kế hoạch",
    "plan.issue": "Ban hành kế hoạch",
    "plan.load": "Nạp kế hoạch, nhiệm vụ",
    "plan.receive_file": "Gửi phụ lục kế hoạch",
    "posts.delegated": "Ủy quyền thay mặt",
    "posts.granted": "Giao vai trò",
    "posts.revoked": "Thu hồi vai trò",
    "publication.correct": "Mở lại kỳ để đính chính",
    "publication.decline": "Không phê duyệt công bố",
    "publication.minutes": "Ghi biên bản họp hội đồng",
    "publication.propose": "Đề nghị công bố kết quả",
    "publication.publish": "Phê duyệt, công bố kết quả",
    "publication.release": "Đổi thời điểm công khai",
    "publication.withdraw": "Rút đề nghị công bố",
    "reading.draw": "Rút mẫu chấm lại độc lập",
    "reading.give": "Chấm lại độc lập một dòng",
    "reading.give_back": "Trả lại mẫu chấm lại",
    "reminders.made": "Nhắc việc",
    "reminders.sent_again": "Gửi lại thư nhắc việc",
    "reminders.wished": "Nhắc đơn vị chưa nộp phiếu",
    "score.appraise": "Chấm điểm thẩm định một dòng",
    "score.explain": "Giải trình một dòng bị trừ điểm",
    "score.save": "Nhập một dòng tự chấm",
    "score.undo": "Hoàn tác các sửa của mình trong ngày",
    "survey.close": "Khóa phiếu khảo sát",
    "survey.count": "Nhập kết quả khảo sát từ tệp",
    "survey.create": "Soạn phiếu khảo sát",
    "survey.edit": "Sửa thông tin phiếu khảo sát",
    "survey.load": "Nạp kết quả điều tra",
    "survey.open": "Mở thu phiếu khảo sát",
    "survey.print": "Tạo phiếu mã khảo sát",
    "survey.question": "Soạn, sửa câu hỏi khảo sát",
    "survey.release": "Đưa kết quả khảo sát vào điểm",
    "survey.remove_question": "Bỏ câu hỏi khảo sát",
    "survey.reopen": "Thu phiếu khảo sát tiếp",
    "survey.take_back": "Rút kết quả khảo sát khỏi điểm",
    "task.add_paper": "Thêm tài liệu của nhiệm vụ",
    "task.close_year": "Kết thúc nhiệm vụ cả năm",
    "task.remove_paper": "Gỡ tài liệu của nhiệm vụ",
    "task.report": "Báo cáo nhiệm vụ",
    "units.closed": "Đóng đơn vị",
    "units.opened": "Thành lập đơn vị",
    "units.reorganisation_confirmed": "Xác nhận phương án sắp xếp đơn vị",
    "units.reorganisation_drafted": "Lập phương án sắp xếp đơn vị",
    "units.reorganisation_receivers": "Chọn nơi nhận khi sắp xếp đơn vị",
    "units.reorganisation_withdrawn": "Rút phương án sắp xếp đơn vị",
    "units.reorganised": "Sắp xếp đơn vị",
}
"""Every kind of deed that record() is told, with its name; a test holds the list complete."""

FIELDS = {
    "columns": "Các cột",
    "is_default": "Mở sẵn",
    "list": "Danh sách",
    "query": "Điều kiện",
    "shared_with": "Chia sẻ với",
    "reminders": "Lời nhắc",
    "deliveries": "Thư và tin",
    "reminded_by_mail": "Nhắc qua thư điện tử",
    "reminded_by_message": "Nhắc qua kênh nhắn tin",
    "achieved": "Thực hiện",
    "added": "Thêm mới",
    "answer": "Kết quả",
    "apology_number": "Số phiếu xin lỗi",
    "apology_on": "Ngày xin lỗi",
    "appraised_points": "Điểm thẩm định",
    "assessments": "Số phiếu",
    "cause": "Nguyên nhân",
    "chair": "Người chủ trì",
    "change": "Hình thức sắp xếp",
    "changes": "Nội dung sửa",
    "changed": "Thay đổi",
    "citation": "Minh chứng",
    "closed_at": "Chốt lúc",
    "closing": "Đơn vị kết thúc",
    "codes": "Các tiêu chí",
    "cutoff_on": "Ngày chốt số liệu",
    "data_from": "Số liệu từ ngày",
    "data_to": "Số liệu đến hết ngày",
    "day": "Ngày",
    "day_kind": "Loại ngày",
    "corrected": "Hồ sơ được đính chính",
    "criterion": "Tiêu chí",
    "decision": "Quyết định",
    "differences": "Chỗ lệch",
    "document": "Văn bản",
    "addresses": "Địa chỉ được phép",
    "dropped": "Đưa ra khỏi kế hoạch",
    "early": "Trước hạn",
    "entered": "Các cột 4, 5, 6, 8, 9, 10, 12, 13",
    "effective_on": "Có hiệu lực từ",
    "expires_on": "Dùng đến hết ngày",
    "explain_due_at": "Hạn giải trình",
    "explain_until": "Giải trình đến",
    "extended_to": "Hạn nộp mới",
    "file": "Tệp",
    "first_due_at": "Hạn thẩm định lần 1",
    "paper": "Tài liệu",
    "template": "Mẫu lần",
    "finished_on": "Ngày hoàn thành",
    "from": "Số liệu từ",
    "from_set": "Sao chép từ bộ",
    "full_name": "Họ và tên",
    "headings": "Tên cột",
    "judged": "Hồ sơ đổi kết luận",
    "accepted": "Đạt",
    "author": "Tác giả",
    "channel": "Hình thức tuyên truyền",
    "commendation": "Hình thức khen",
    "conclusion": "Kết luận",
    "due_on": "Hạn khắc phục",
    "finding": "Vấn đề",
    "held_on": "Ngày kiểm tra",
    "inspection_kind": "Hình thức kiểm tra",
    "quantity": "Số lượng",
    "remedied_on": "Ngày khắc phục",
    "remedy": "Kết quả khắc phục",
    "responsible": "Người chịu trách nhiệm",
    "result": "Kết quả công bố",
    "kind": "Hình thức",
    "late": "Quá hạn",
    "level": "Cấp",
    "max_points": "Tổng điểm tối đa",
    "month": "Tháng",
    "name": "Tên",
    "no_occurrence": "Không phát sinh",
    "note": "Ghi chú",
    "on_time": "Đúng hạn",
    "opens_at": "Mở nhập",
    "page": "Trang",
    "pending": "Đang giải quyết",
    "progress": "Tiến độ",
    "promised_on": "Ngày hẹn lại",
    "public_at": "Công khai từ",
    "quarter": "Quý",
    "ranked": "Được xếp hạng",
    "reason": "Lý do",
    "received": "Tiếp nhận",
    "reception": "Mở tiếp nhận",
    "redated": "Hồ sơ có hạn trả mới",
    "role": "Vai trò",
    "rows": "Số dòng",
    "scores": "Số dòng điểm",
    "second_due_at": "Hạn thẩm định lần 2",
    "section": "Mục",
    "self_due_at": "Hạn tự chấm",
    "self_points": "Điểm tự chấm",
    "sets": "Số bộ tiêu chí",
    "short_name": "Tên ngắn",
    "signer": "Người ký",
    "size": "Dung lượng (byte)",
    "stage": "Bước",
    "stance": "Ý kiến",
    "state": "Trạng thái",
    "successors": "Đơn vị kế tục",
    "text": "Giải trình",
    "to": "đến",
    "told": "Người được nhắc",
    "units_at": "Các đơn vị xem từ",
    "username": "Tên đăng nhập",
    "valid_from": "Từ ngày",
    "valid_to": "Đến ngày",
    "version": "Lần công bố",
    "working": "Tính là ngày làm việc",
    "year": "Năm",
    "years": "Các năm",
}
"""What of a record is shown; the rest (keys, digests) serves the proof, not the reader."""

KINDS = {"merged": "sáp nhập vào", "split": "tách thành", "renamed": "đổi tên thành", "dissolved": "giải thể"}
"""How a unit ended: a record of the unit says it, though the unit has no such column."""

NOTHING = "—"
NUMBERS = frozenset({"achieved", "appraised_points", "max_points", "self_points"})
CRITERION = re.compile(r"\d+(\.\d+)+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


Names = Mapping[str, Mapping[str, str]]
"""Words for coded values by key: {"role": {"head": "Lãnh đạo đơn vị"}}."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a deed changed, or said of itself: then there is no `before`."""

    label: str
    before: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.label}: {self.before} → {self.after}" if self.before else f"{self.label}: {self.after}"


def deed(action: str) -> str:
    return DEEDS.get(action, "Việc khác")


def told(before: str | None, after: str | None, names: Names) -> tuple[Told, ...]:
    """What the two canonical texts of a record say to a reader, in the order of their keys."""
    old = {} if before is None else json.loads(before)
    new = {} if after is None else json.loads(after)
    pairs = ((key, old.get(key), new.get(key)) for key in [*old, *(key for key in new if key not in old)])
    lines = [line for key, was, now in pairs if was != now for line in _lines(key, was, now, names)]
    if before is None:
        lines = [replace(line, before="") for line in lines]
    return tuple(line for line in lines if line.after != (line.before or NOTHING))


def _lines(key: str, was: Any, now: Any, names: Names) -> Iterator[Told]:
    if CRITERION.fullmatch(key):
        yield Told(f"Tiêu chí {key}", _row(was), _row(now))
    elif key in FIELDS:
        yield Told(FIELDS[key], _shown(key, was, names), _shown(key, now, names))


def _row(value: Any) -> str:
    """One leaf among many: its points, or all of what was typed."""
    if isinstance(value, Mapping):
        typed = _shown("answer", value.get("answer"), {})
        return f"{typed}, tự chấm {_shown('self_points', value.get('self_points'), {})}"
    return _shown("self_points", value, {})


def _shown(key: str, value: Any, names: Names) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, Mapping):
        return " / ".join(_shown("self_points", each, names) for each in value.values())
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, int) and key not in ("year", "version"):
        return show_number(value)
    if key in NUMBERS:
        return show_number(Decimal(str(value)))
    if isinstance(value, str) and _DAY.fullmatch(value):
        return show_date(dt.date.fromisoformat(value))
    return (names.get(key) or (KINDS if key == "kind" else {})).get(str(value), str(value))
