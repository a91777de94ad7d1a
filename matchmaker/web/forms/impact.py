"""What a transfer has brought: the question that a firm answers in two minutes."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from matchmaker.services import identity
from matchmaker.services.deals.impacts import LARGEST, Result
from matchmaker.web.access import actor
from matchmaker.web.forms.fields import line, text
from matchmaker.web.forms.numbers import AmountField, WholeNumberField
from models import ImpactCheck
from models.impact import RESULTS

_ENVIRONMENT, _SENTENCE = 1000, 600


class _Households(WholeNumberField):
    most = LARGEST["households"]


class ImpactForm(FlaskForm):
    """Everything may be left out but one thing; estimates will do."""

    revenue = AmountField(
        _("Doanh thu tăng thêm (đồng)"), description=_("Ví dụ: 120 triệu; 1,2 tỷ; 1.200.000.000.")
    )
    cost_saved = AmountField(
        _("Chi phí tiết kiệm được (đồng)"), description=_("Nguyên liệu, điện, nhân công, hao hụt…")
    )
    jobs = WholeNumberField(_("Số việc làm có thêm hoặc giữ được"))
    households = _Households(
        _("Số hộ được hưởng lợi"), description=_("Hộ trồng, hộ nuôi, hộ dùng sản phẩm…")
    )
    environment = text(
        _("Tác động đến môi trường"),
        _ENVIRONMENT,
        description=_("Ví dụ: giảm 30 % nước thải, không còn đốt than."),
    )
    sentence = text(
        _("Một câu về kết quả"), _SENTENCE, description=_("Bạn sẽ nói gì với người muốn làm theo?")
    )
    publishable = BooleanField(_("Đồng ý đăng kết quả này trên trang của công nghệ"))

    def result(self) -> Result:
        """Return what was told."""
        values: dict[str, Any] = {name: self[name].data for name in RESULTS}
        texts = {name: self[name].data or "" for name in ("environment", "sentence")}
        return Result(**{**values, **texts}, publishable=bool(self.publishable.data))


class TelephoneForm(ImpactForm):
    """The same, told by telephone."""

    answered_by = line(_("Người trả lời"), 100)


class QuestionForm(FlaskForm):
    """What was not clear in an answer."""

    question = text(_("Cần hỏi lại điều gì"), 500, needed=True)


def telephone_form(check: ImpactCheck) -> TelephoneForm:
    """Return the form with what was answered before, as the officer may read it."""
    words = {
        name: identity.shown(actor(), check.deal.need, getattr(check, name))
        for name in ("environment", "sentence", "answered_by")
    }
    counts = {name: getattr(check, name) for name in LARGEST}
    return TelephoneForm(data={**counts, **words, "publishable": check.publishable})
