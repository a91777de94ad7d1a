"""The form of a technology."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FormField

from matchmaker.web.forms.fields import (
    RowsField,
    checkboxes,
    choice,
    grouped_choice,
    level,
    line,
    text,
)
from matchmaker.web.forms.numbers import AmountField, WholeNumberField
from matchmaker.web.forms.posting import PostingForm, RowForm


class BenefitForm(RowForm):
    """One measured promise: an indicator today, and with the technology."""

    needed = ("indicator", "with_technology")

    indicator = line(_("Chỉ tiêu"))
    today = line(_("Hiện nay"), 80)
    with_technology = line(_("Khi có công nghệ"), 80)
    unit = line(_("Đơn vị"), 40)
    proof = line(_("Bằng chứng"), 300)


class TechnologyForm(PostingForm):
    """What an organisation offers for transfer."""

    side = "technology"
    own = (
        "title_vi", "title_en", "summary_vi", "summary_en", "problem_vi", "problem_en",
        "description_vi", "description_en", "keywords_vi", "keywords_en", "kind", "vn_field",
        "trl", "trl_evidence", "capacity_value", "capacity_unit", "inputs_vi", "references_vi",
        "standards_vi", "environment_vi", "ip_types", "ip_status", "ip_number", "ip_territory",
        "transfer_right", "transfer_form", "transfer_methods", "partner_types", "price_min",
        "price_max", "price_includes_vi", "training_days", "recipient_skills_vi",
        "warranty_months", "state_funding", "task_code", "result_certificate",
        "rights_clearance", "provinces_served",
    )  # fmt: skip

    title_vi = line(_("Tên công nghệ"), 200, needed=True)
    title_en = line(_("Tên công nghệ bằng tiếng Anh"), 200)
    summary_vi = text(_("Tóm tắt"), 300, needed=True)
    summary_en = text(_("Tóm tắt bằng tiếng Anh"), 300)
    problem_vi = text(_("Vấn đề được giải quyết"), 5000, needed=True)
    problem_en = text(_("Vấn đề được giải quyết, bằng tiếng Anh"), 5000)
    description_vi = text(_("Mô tả công nghệ"), 20000)
    description_en = text(_("Mô tả công nghệ bằng tiếng Anh"), 20000)

    kind = choice(_("Loại công nghệ"), "transfer_modes", "object", needed=True)
    vn_field = grouped_choice(_("Lĩnh vực"), "vn_fields", needed=True)
    trl = level(_("Mức sẵn sàng công nghệ (TRL)"), needed=True)
    trl_evidence = text(_("Bằng chứng về mức sẵn sàng"), 1000)
    capacity_value = line(_("Công suất, quy mô"), 80)
    capacity_unit = line(_("Đơn vị công suất"), 40)
    inputs_vi = text(_("Điều kiện sử dụng"), 3000)
    references_vi = text(_("Nơi đang áp dụng"), 3000)
    standards_vi = text(_("Tiêu chuẩn, chứng nhận"), 2000)
    environment_vi = text(_("Môi trường và an toàn"), 2000)
    benefits = RowsField(FormField(BenefitForm), _("Hiệu quả đo được"), min_entries=1)

    ip_types = checkboxes(_("Quyền sở hữu trí tuệ"), "ip_types", needed=True)
    ip_status = choice(_("Tình trạng bảo hộ"), "ip_status", needed=True)
    ip_number = line(_("Số đơn hoặc số văn bằng"), 100)
    ip_territory = line(_("Lãnh thổ bảo hộ"), 200)

    transfer_right = choice(_("Quyền được chuyển giao"), "transfer_modes", "right", needed=True)
    transfer_form = choice(_("Hình thức chuyển giao"), "transfer_modes", "form")
    transfer_methods = checkboxes(_("Phương thức chuyển giao"), "transfer_modes", "method")
    partner_types = checkboxes(_("Đối tác mong muốn"), "partner_types")
    price_min = AmountField(_("Giá từ (đồng)"))
    price_max = AmountField(_("Giá đến (đồng)"))
    price_includes_vi = text(_("Giá gồm những gì"), 2000)
    training_days = WholeNumberField(_("Số ngày đào tạo"))
    recipient_skills_vi = text(_("Bên nhận cần biết gì"), 2000)
    warranty_months = WholeNumberField(_("Bảo hành (tháng)"))
    provinces_served = checkboxes(_("Nơi có thể phục vụ"), "provinces_34")

    state_funding = choice(_("Vốn nhà nước trong nghiên cứu"), "state_funding", needed=True)
    task_code = line(_("Mã số nhiệm vụ khoa học và công nghệ"), 100)
    result_certificate = line(_("Số giấy chứng nhận đăng ký kết quả"), 100)
    rights_clearance = choice(_("Tình trạng giao quyền"), "rights_clearance")

    def validate(self, extra_validators: Any = None, *, title: bool = True) -> bool:
        """Check what was typed; a price goes from low to high."""
        sound = super().validate(extra_validators, title=title)
        low, high = self.price_min.data, self.price_max.data
        if low is not None and high is not None and low > high:
            return self.refuse("price_max", gettext("Giá cao nhất đang nhỏ hơn giá thấp nhất."))
        return sound
