"""How a deal ends: taken up again, and what it has brought."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from matchmaker.services import announcements
from matchmaker.services.deals import impact_questions, impacts, losses, next_steps
from matchmaker.services.errors import Incomplete, StaleEdit
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms import outcome as forms
from matchmaker.web.forms.deal import sent_version
from matchmaker.web.forms.impact import QuestionForm, TelephoneForm, telephone_form
from matchmaker.web.views.deals.blueprint import again, bp, is_kept, load
from matchmaker.web.words import impact_words
from models import Deal, ImpactCheck, ImpactState

Page = str | Answer | tuple[str, int]
_ONE = "/<code>/impact/<int:months>"


@bp.get("/<code>/reopen")
def ask_reopening(code: str) -> str:
    """Ask why a lost deal goes on."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    if not deal.may_reopen():
        abort(HTTPStatus.NOT_FOUND)
    return _reopening(deal, _reopen_form(deal))


@bp.post("/<code>/reopen")
def reopen(code: str) -> Page:
    """Take a lost deal up again."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = _reopen_form(deal)

    def save() -> object:
        reason, step = form.reason.data, form.step()
        return losses.reopen(db.session, actor(), deal, reason, step, version=sent_version())

    try:
        done = form.validate() and is_kept(form, save)
    except StaleEdit:
        return _reopening(again(code), form, stale=True), HTTPStatus.CONFLICT
    if not done:
        return _reopening(again(code), form), HTTPStatus.UNPROCESSABLE_ENTITY
    announcements.reopened(db.session, deal)
    return _saved(code, _("Đã mở lại thương vụ; hai bên được báo qua thư."))


def _reopen_form(deal: Deal) -> forms.ReopenForm:
    return forms.reopen_form(deal, losses.left(deal), next_steps.officers(db.session, deal))


def _reopening(deal: Deal, form: forms.ReopenForm, *, stale: bool = False) -> str:
    stage = losses.left(deal)
    return render_template("deals/reopen.html", deal=deal, form=form, stage=stage, stale=stale)


@bp.get(f"{_ONE}/telephone")
def ask_by_telephone(code: str, months: int) -> str:
    """Show the questions, to be put by telephone."""
    check = _find(code, months)
    if check.state not in {ImpactState.AHEAD, ImpactState.ASKED}:
        abort(HTTPStatus.NOT_FOUND)
    return _telephoning(check, telephone_form(check))


@bp.post(f"{_ONE}/telephone")
def answer_by_telephone(code: str, months: int) -> Page:
    """Keep what was answered by telephone."""
    check = _find(code, months)
    form = TelephoneForm()
    if form.validate():
        try:
            impacts.enter(db.session, actor(), check, form.result(), form.answered_by.data or "")
        except Incomplete:
            form.form_errors.append(_("Hãy điền ít nhất một ô; số ước lượng cũng được."))
        else:
            return _saved(code, _("Đã ghi câu trả lời."))
    return _telephoning(_find(code, months), form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post(f"{_ONE}/confirm")
def confirm_impact(code: str, months: int) -> Answer:
    """Let an answer stand."""
    impacts.confirm(db.session, actor(), _find(code, months))
    return _saved(code, _("Đã xác nhận kết quả."))


@bp.post(f"{_ONE}/ask-back")
def ask_back(code: str, months: int) -> Answer:
    """Ask again, with what was not clear."""
    check, form = _find(code, months), QuestionForm()
    try:
        impacts.ask_back(db.session, actor(), check, form.question.data or "")
    except Incomplete:
        flash(_("Hãy viết điều cần hỏi lại."), "error")
        return redirect(url_for(".show", code=code, _anchor="outcome"), HTTPStatus.SEE_OTHER)
    return _saved(code, _("Câu hỏi sẽ được gửi lại cho bên cầu."))


@bp.post(f"{_ONE}/withdraw")
def withdraw_impact(code: str, months: int) -> Answer:
    """Show a result no longer on the technology's page."""
    impacts.withdraw(db.session, actor(), _find(code, months))
    return _saved(code, _("Kết quả không còn hiện trên trang công nghệ."))


def _find(code: str, months: int) -> ImpactCheck:
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    return impacts.of_deal(deal, months) or abort(HTTPStatus.NOT_FOUND)


def _telephoning(check: ImpactCheck, form: TelephoneForm) -> str:
    return render_template(
        "deals/impact.html",
        deal=check.deal,
        check=check,
        form=form,
        when=impact_words.when(check.months),
        people=impact_questions.people_of(db.session, check),
    )


def _saved(code: str, message: str) -> Answer:
    db.session.commit()
    flash(message, "success")
    return redirect(url_for(".show", code=code, _anchor="outcome"), HTTPStatus.SEE_OTHER)
