"""The form of a vocabulary entry's new version."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from matchmaker.web.forms.fields import line
from matchmaker.web.forms.numbers import DayField
from models import VocabularyEntry, local_today

_ATTRIBUTE = "attribute_"

LABELS: Mapping[str, Any] = {
    "legal_basis": _l("Căn cứ pháp lý bằng tiếng Anh"),
    "legal_basis_vi": _l("Căn cứ pháp lý"),
    "days": _l("Số ngày"),
    "default_days": _l("Số ngày của giai đoạn"),
    "duty": _l("Nghĩa vụ"),
    "filer": _l("Bên nộp hồ sơ"),
    "all_of": _l("Áp dụng khi có đủ các câu trả lời"),
    "any_of": _l("Áp dụng khi có một trong các câu trả lời"),
    "standing": _l("Tình trạng quyền"),
    "clearance": _l("Có cần làm rõ quyền"),
    "review": _l("Cần đối chiếu quy định mới"),
    "source_status": _l("Nguồn"),
    "open": _l("Thương vụ còn mở"),
    "exit_evidence_en": _l("Bằng chứng để qua giai đoạn, tiếng Anh"),
    "order": _l("Thứ tự"),
    "parent": _l("Thuộc mục"),
    "group": _l("Nhóm"),
    "side": _l("Bên"),
    "stage": _l("Giai đoạn"),
    "step": _l("Khâu"),
    "note": _l("Ghi chú"),
    "polarity": _l("Chiều (+ quan tâm, 0 để sau, - từ chối)"),
    "maps_to_loss_reason": _l("Ứng với lý do không thành"),
    "protects_now": _l("Đang được bảo hộ"),
    "public_number_expected": _l("Có số công bố"),
    "default_pace": _l("Nhịp gửi thư ban đầu"),
    "hint_vi": _l("Giải thích"),
    "hint_en": _l("Giải thích bằng tiếng Anh"),
    "when_side": _l("Trước hay sau ngày hẹn"),
    "merged_from": _l("Gộp từ"),
    "successor_34": _l("Nay thuộc tỉnh, thành phố (mã)"),
    "asset_class_en": _l("Loại tài sản, tiếng Anh"),
    "self_financing_of_recurrent_expenditure": _l("Mức tự bảo đảm chi thường xuyên"),
    "ford_code": _l("Mã FORD"),
    "band_vi": _l("Nhóm mức"),
    "band_en": _l("Nhóm mức bằng tiếng Anh"),
    "evidence_expected_vi": _l("Bằng chứng cần có"),
    "evidence_expected_en": _l("Bằng chứng cần có, tiếng Anh"),
}
"""What attributes are called; one that only code knows is shown by its own name."""

HINTS: Mapping[str, Any] = {
    "days": _l("Một số nguyên, tính từ ngày ký; để trống nếu không có hạn."),
    "default_days": _l("Một số nguyên."),
    "duty": _l("must (phải đăng ký), exempt (không phải) hoặc voluntary (tự nguyện)."),
    "filer": _l("supply (bên giao) hoặc demand (bên nhận)."),
    "all_of": _l("Mã các câu trả lời, cách nhau bằng dấu cách; để trống: mọi trường hợp còn lại."),
    "any_of": _l("Mã các câu trả lời, cách nhau bằng dấu cách; để trống: luôn cần."),
    "standing": _l(
        "settled (đã rõ), open (chưa rõ), waiting (đang chờ) hoặc refused (bị từ chối)."
    ),
    "clearance": _l("needed nếu cần; để trống nếu không."),
    "review": _l("yes nếu cần; để trống khi đã đối chiếu."),
}


class VocabularyEntryForm(FlaskForm):
    """What an entry says, and the day from which it does."""

    name_vi = StringField(_l("Tên tiếng Việt"), [InputRequired(), Length(max=300)])
    name_en = StringField(_l("Tên tiếng Anh"), [InputRequired(), Length(max=300)])
    valid_from = DayField(
        _l("Có hiệu lực từ ngày"),
        validators=[InputRequired()],
        description=_l("Bản cũ giữ cho các thương vụ đã trả lời; bản mới dùng từ ngày này."),
    )


def version_form(entry: VocabularyEntry) -> VocabularyEntryForm:
    """Return the form of a new version of ``entry``, filled with the present one."""
    fields = attribute_fields(entry.attributes)
    form: VocabularyEntryForm = type("VersionForm", (VocabularyEntryForm,), fields)(
        data={
            "name_vi": entry.name_vi,
            "name_en": entry.name_en,
            "valid_from": local_today(),
            **{_ATTRIBUTE + name: value for name, value in entry.attributes.items()},
        }
    )
    return form


def attribute_fields(names: Iterable[str]) -> dict[str, Any]:
    """Return a field for each attribute of ``names``, as the class of a form takes them."""
    return {
        _ATTRIBUTE + name: line(LABELS.get(name, name), 500, description=HINTS.get(name, ""))
        for name in names
    }


def attributes_of(form: VocabularyEntryForm) -> dict[str, str]:
    """Return the attributes that were typed."""
    return {
        field.name.removeprefix(_ATTRIBUTE): field.data
        for field in form
        if field.name.startswith(_ATTRIBUTE)
    }


def refuse(form: VocabularyEntryForm, names: Sequence[str]) -> None:
    """Say at the fields ``names`` what is wrong with them."""
    said = {
        "valid_from": gettext(
            "Ngày phải sau ngày hiệu lực của phiên bản hiện tại, và chưa có phiên bản nào từ"
            " ngày ấy."
        ),
        "code": gettext(
            "Mã đã có trong danh mục hoặc có ký tự không dùng được. Quy tắc cũ thì thêm phiên bản"
            " mới, hoặc khôi phục nếu đã bãi bỏ."
        ),
        "before": gettext(
            "Đứng ở đây thì quy tắc không bao giờ được xét tới, hoặc có trường hợp không còn quy"
            " tắc nào áp dụng. Hãy xếp nó trước quy tắc cho mọi trường hợp còn lại."
        ),
        "day": gettext(
            "Ngày phải từ ngày bắt đầu hiệu lực trở đi, và mọi trường hợp vẫn còn quy tắc áp dụng."
        ),
        "all_of": gettext(
            "Mã không có trong các câu hỏi, hoặc có trường hợp không còn quy tắc nào áp dụng."
        ),
    }
    for name in names:
        field = form[name if name in form else _ATTRIBUTE + name]
        field.errors = [*field.errors, said.get(name, gettext("Giá trị này không dùng được."))]
