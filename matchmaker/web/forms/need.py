"""The form of a need."""

import math
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FormField, SelectField
from wtforms.fields.choices import SelectChoice

from matchmaker.matching import quantities
from matchmaker.matching.requirements import Condition
from matchmaker.services import conditions, vocabularies
from matchmaker.web.forms.fields import (
    NOT_IN_LIST,
    CheckboxesField,
    RowsField,
    checkboxes,
    choice,
    grouped_choice,
    level,
    line,
    past_choice,
    text,
)
from matchmaker.web.forms.numbers import AmountField, DayField
from matchmaker.web.forms.posting import PostingForm, RowForm
from matchmaker.web.words import posting_words
from models import Operator, Source, local_today


def _operators() -> list[SelectChoice]:
    return [SelectChoice(code.value, str(name)) for code, name in posting_words.OPERATORS.items()]


def _hardness() -> list[SelectChoice]:
    return [SelectChoice("1", gettext("Bắt buộc")), SelectChoice("0", gettext("Mong muốn"))]


def _sources() -> list[SelectChoice]:
    return [SelectChoice(code.value, str(name)) for code, name in posting_words.SOURCES.items()]


def _willing() -> list[SelectChoice]:
    return [SelectChoice(code, str(name)) for code, name in posting_words.WILLING.items()]


def _hard(code: object) -> bool:
    return code in {True, "1", "True"}


class RequirementForm(RowForm):
    """One measurable condition of a need."""

    needed = ("indicator", "value")

    indicator = line(_("Chỉ tiêu"))
    operator = SelectField(
        _("So sánh"), coerce=Operator, choices=_operators, default=Operator.AT_LEAST,
        invalid_choice_message=NOT_IN_LIST, invalid_value_message=NOT_IN_LIST,
    )  # fmt: skip
    value = line(_("Giá trị"), 80)
    unit = line(_("Đơn vị"), 40)
    hard = SelectField(
        _("Mức độ"), coerce=_hard, choices=_hardness, default=True,
        invalid_choice_message=NOT_IN_LIST,
    )  # fmt: skip

    def is_filled(self) -> bool:
        """Say whether anything was written into it."""
        return any((self.indicator.data, self.value.data, self.unit.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a value that can be compared."""
        sound = super().validate(extra_validators)
        fault = self._fault() if self.value.data else ""
        if fault:
            self.value.errors = [*self.value.errors, fault]
        return sound and not fault

    def _fault(self) -> str:
        """Say why the value cannot be compared; "bằng" may be followed by words."""
        read = quantities.read(self.value.data)
        if self.operator.data is Operator.EQUALS:
            return ""
        if read is None:
            return gettext("Hãy viết một con số, ví dụ 12, 0,5 hoặc 1.200.")
        open_or_point = read.low == read.high or math.inf in {-read.low, read.high}
        if self.operator.data is Operator.BETWEEN and open_or_point:
            return gettext("Hãy viết cả hai đầu, ví dụ 10-12.")
        return ""


def _row(condition: Condition) -> dict[str, Any]:
    """Write a condition that was read in a text as people fill in a row: the unit apart."""
    value, unit = condition.value, condition.unit
    end = max(found.end() for found in re.finditer(quantities.NUMBER, value))
    apart = value[:end], f"{value[end:]} {unit}".strip()
    if quantities.read(*apart) == quantities.read(value, unit):
        value, unit = apart
    return {
        "indicator": condition.indicator,
        "operator": Operator(condition.operator),
        "value": value,
        "unit": unit,
        "hard": condition.hard,
    }


class NeedForm(PostingForm):
    """What an organisation is looking for, in its own words."""

    side = "need"
    own = (
        "title_vi", "title_en", "problem_vi", "problem_en", "description_vi", "description_en",
        "keywords_vi", "keywords_en", "need_type", "vn_field", "province", "province_63",
        "commune", "current_process_vi", "raw_material", "product", "local_product_type",
        "local_product", "capacity_value", "capacity_unit", "budget_min", "budget_max",
        "funding_source", "trl_min", "must_see_running", "deadline", "tried_before_vi",
        "site_conditions_vi", "staff_vi", "willing_to", "partner_types", "beneficiaries_vi",
        "source", "blind",
    )  # fmt: skip

    title_vi = line(_("Tên nhu cầu"), 200, needed=True)
    title_en = line(_("Tên nhu cầu bằng tiếng Anh"), 200)
    problem_vi = text(_("Vấn đề cần giải quyết"), 5000, needed=True)
    problem_en = text(_("Vấn đề cần giải quyết, bằng tiếng Anh"), 5000)
    description_vi = text(_("Mong muốn cụ thể"), 20000)
    description_en = text(_("Mong muốn cụ thể, bằng tiếng Anh"), 20000)
    province = choice(_("Tỉnh, thành phố"), "provinces_34", needed=True)
    province_63 = past_choice(
        _("Tỉnh cũ (trước 01/7/2025)"), "provinces_63", vocabularies.MERGER - timedelta(days=1)
    )
    commune = line(_("Xã, phường"), 100)

    need_type = choice(_("Loại nhu cầu"), "need_types")
    vn_field = grouped_choice(_("Lĩnh vực"), "vn_fields")
    current_process_vi = text(_("Hiện đang làm thế nào, tốn bao nhiêu"), 5000)
    raw_material = line(_("Nguyên liệu"))
    product = line(_("Sản phẩm"))
    local_product_type = choice(_("Loại sản phẩm địa phương"), "local_product_types")
    local_product = line(_("Tên sản phẩm địa phương"))
    capacity_value = line(_("Công suất, quy mô"), 80)
    capacity_unit = line(_("Đơn vị công suất"), 40)
    requirements = RowsField(FormField(RequirementForm), _("Yêu cầu đo được"), min_entries=1)

    budget_min = AmountField(_("Ngân sách từ (đồng)"))
    budget_max = AmountField(_("Ngân sách đến (đồng)"))
    funding_source = line(_("Nguồn vốn"))
    trl_min = level(_("Mức sẵn sàng thấp nhất chấp nhận được"))
    must_see_running = BooleanField(_("Phải được xem chạy thực tế trước khi quyết định"))
    deadline = DayField(_("Cần trước ngày"))
    tried_before_vi = text(_("Đã thử cách nào, vì sao chưa được"), 3000)
    site_conditions_vi = text(_("Điều kiện tại chỗ"), 3000)
    staff_vi = text(_("Người vận hành"), 2000)
    willing_to = CheckboxesField(_("Sẵn sàng"), choices=_willing)
    partner_types = checkboxes(_("Đối tác mong muốn"), "partner_types")
    beneficiaries_vi = text(_("Ai được hưởng lợi"), 2000)
    source = SelectField(
        _("Nguồn của nhu cầu này"), coerce=Source, choices=_sources, default=Source.WEB,
        invalid_choice_message=NOT_IN_LIST, invalid_value_message=NOT_IN_LIST,
    )  # fmt: skip
    blind = BooleanField(_("Đăng ẩn danh"))

    def validate(self, extra_validators: Any = None, *, title: bool = True) -> bool:
        """Check what was typed; a budget goes from low to high, a deadline lies ahead."""
        sound = super().validate(extra_validators, title=title)
        low, high = self.budget_min.data, self.budget_max.data
        if low is not None and high is not None and low > high:
            sound = self.refuse("budget_max", gettext("Mức cao nhất đang nhỏ hơn mức thấp nhất."))
        if self._deadline_passed():
            sound = self.refuse("deadline", gettext("Ngày này đã qua."))
        return sound

    def read_requirements(self) -> list[tuple[str, Condition]]:
        """Return what the words ask for and the field of each, while no row asks for anything."""
        return [] if self.requirements.filled() else conditions.read_in(self.data)

    def changed_rows(self, pressed: Mapping[str, str]) -> bool:
        """Add or drop a row, or make rows of what the words ask for; says whether one did."""
        read = self.read_requirements() if "take_over" in pressed else []
        if read:
            self.requirements.fill(_row(condition) for _field, condition in read)
        return super().changed_rows(pressed) or "take_over" in pressed

    def _deadline_passed(self) -> bool:
        """Say whether a newly written deadline is over; an old one may stay."""
        day: date | None = self.deadline.data
        if day is None or day == self.deadline.object_data:
            return False
        return day < local_today()
