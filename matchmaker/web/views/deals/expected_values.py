"""What a deal is expected to be worth, written down on its page."""

from http import HTTPStatus

from flask_babel import gettext as _

from matchmaker.services.deals import expected_values
from matchmaker.services.errors import StaleEdit
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.formats import money_in
from matchmaker.web.forms.deal import sent_version
from matchmaker.web.forms.expected_value import ExpectedValueForm, expected_value_form
from matchmaker.web.views.deals.blueprint import again, bp, is_kept, load
from matchmaker.web.views.deals.sheet import Page, answer


@bp.post("/<code>/expected-value")
def expect(code: str) -> Page:
    """Write down the expected value; where a colleague was quicker, show theirs and this one."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form, version = expected_value_form(deal), sent_version()

    def save() -> object:
        amount, currency = form.amount.data, form.currency.data
        return expected_values.write(db.session, actor(), deal, amount, currency, version=version)

    try:
        done = (form.validate() or version != deal.version) and is_kept(form, save)
    except StaleEdit:
        form.form_errors.append(_both(code, form))
        return answer(code, "", done=False, status=HTTPStatus.CONFLICT, expected=form)
    return answer(code, _("Đã lưu giá trị dự kiến."), done=done, place="contract", expected=form)


def _both(code: str, form: ExpectedValueForm) -> str:
    """Say what is stored now, and what was sent."""
    stored, amount = again(code), form.amount.data
    typed = next(iter(form.amount.raw_data or ()), "")
    return _(
        "Đồng nghiệp vừa lưu thương vụ này. Đang lưu: %(stored)s. Bạn vừa gửi: %(sent)s. "
        "Nếu vẫn đúng, hãy lưu lại lần nữa.",
        stored=money_in(stored.value_expected, stored.expected_currency)
        if stored.value_expected
        else _("chưa ghi"),
        sent=money_in(amount, form.currency.data) if amount else typed or _("để trống"),
    )
