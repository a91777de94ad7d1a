"""What is paid for a deal: planned, changed, paid, taken back."""

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer

from matchmaker.services.deals import payments
from matchmaker.services.errors import StaleEdit
from matchmaker.services.permissions import Permission
from matchmaker.web import deal_money
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms import payment as forms
from matchmaker.web.forms.deal import sent_version
from matchmaker.web.views.deals.blueprint import again, bp, is_kept, load
from models import Deal, Payment, local_today

Page = str | Answer | tuple[str, int]
_ONE = "/<code>/payments/<int:payment_id>"


@bp.post("/<code>/payments")
def add_payment(code: str) -> Page:
    """Plan a payment."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = forms.payment_form(deal)

    def save() -> object:
        return payments.add(db.session, actor(), deal, form.terms())

    if form.validate() and is_kept(form, save):
        return _saved(code, _("Đã thêm khoản thanh toán."))
    return _page(again(code), None, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<code>/payments/split")
def split_payments(code: str) -> Page:
    """Plan the signed value in even instalments."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = forms.split_form()

    def save() -> object:
        return payments.split(db.session, actor(), deal, form.count.data, form.first.data)

    if form.validate() and is_kept(form, save):
        return _saved(code, _("Đã chia đều thành %(count)s đợt.", count=form.count.data))
    page = render_template("deals/payment_split.html", deal=again(code), form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get(_ONE)
def payment(code: str, payment_id: int) -> str:
    """Show the forms of one payment."""
    found = _find(code, payment_id)
    return _page(found.deal, found)


@bp.post(_ONE)
def change_payment(code: str, payment_id: int) -> Page:
    """Agree on other terms."""
    found = _find(code, payment_id)
    form = forms.payment_form(found.deal, found)

    def save() -> object:
        version = sent_version()
        return payments.change(db.session, actor(), found, form.terms(), version=version)

    return _answered(code, payment_id, form, save, _("Đã lưu khoản thanh toán."))


@bp.post(f"{_ONE}/paid")
def pay(code: str, payment_id: int) -> Page:
    """Note that the money came in; sent without a form it was today, and all of it."""
    found = _find(code, payment_id)
    whole = "whole" in request.form
    form = forms.paid_form(found, formdata=None) if whole else forms.paid_form(found)

    def save() -> object:
        on, amount = form.paid_on.data, form.paid_amount.data
        return payments.pay(db.session, actor(), found, on, amount, version=sent_version())

    return _answered(code, payment_id, form, save, _("Đã ghi là đã nhận tiền."))


@bp.post(f"{_ONE}/unpaid")
def unpay(code: str, payment_id: int) -> Page:
    """Take back that the money came in."""
    found = _find(code, payment_id)
    payments.unpay(db.session, actor(), found, version=sent_version())
    return _saved(code, _("Đã ghi lại là chưa nhận tiền."))


@bp.post(f"{_ONE}/remove")
def remove_payment(code: str, payment_id: int) -> Page:
    """Take a payment out of the plan."""
    found = _find(code, payment_id)
    payments.remove(db.session, actor(), found, version=sent_version())
    return _saved(code, _("Đã bỏ khoản thanh toán."))


def _find(code: str, payment_id: int) -> Payment:
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    return payments.find(deal, payment_id) or abort(HTTPStatus.NOT_FOUND)


def _saved(code: str, message: str) -> Answer:
    db.session.commit()
    flash(message, "success")
    return redirect(url_for(".show", code=code, _anchor="money"), HTTPStatus.SEE_OTHER)


def _answered(
    code: str, payment_id: int, form: FlaskForm, save: Callable[[], object], message: str
) -> Page:
    """Save, or show the payment again: with what was wrong, or beside what a colleague saved."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        if form.validate() and is_kept(form, save):
            return _saved(code, message)
    except StaleEdit:
        status = HTTPStatus.CONFLICT
    deal = again(code)
    found = payments.find(deal, payment_id)
    return _page(deal, found, form, stale=status is HTTPStatus.CONFLICT), status


def _page(
    deal: Deal, found: Payment | None, form: FlaskForm | None = None, *, stale: bool = False
) -> str:
    """Show a payment with its forms; ``form`` is the one that was sent."""
    sent = {type(form): form} if form else {}
    edit = sent.get(forms.PaymentForm) or forms.payment_form(deal, found, formdata=None)
    paid = sent.get(forms.PaidForm) or (found and forms.paid_form(found, formdata=None))
    return render_template(
        "deals/payment.html",
        deal=deal,
        payment=found and deal_money.row(actor(), found),
        edit=edit,
        paid=paid,
        stale=stale,
        today=local_today(),
    )
