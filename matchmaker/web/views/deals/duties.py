"""The duties of a deal's contract: its contents, its draft, its registration, rights to results."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import (
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer

from matchmaker.services import contract_drafts
from matchmaker.services.duties import answers, clearance, contents, registration
from matchmaker.services.duties.clearance import Told
from matchmaker.services.errors import Incomplete, NamesFirm, StaleEdit
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import deal_duties
from matchmaker.web.access import actor
from matchmaker.web.errors import message_of
from matchmaker.web.extensions import db
from matchmaker.web.forms import deal as deal_forms
from matchmaker.web.forms import duties as forms
from matchmaker.web.views.deals.blueprint import again, bp, is_kept, load
from models import Deal

_LONGEST = 500
Page = str | Answer | tuple[str, int]


@bp.get("/<code>/duties")
def duties(code: str) -> str:
    """Show the duties of a deal alone."""
    return _page(load(code, Permission.DEAL_READ))


@bp.get("/<code>/contract.docx")
def draft(code: str) -> Response:
    """Download a draft of the contract."""
    deal = load(code, Permission.DEAL_DRAFT)
    response = make_response(contract_drafts.draft(db.session, actor(), deal))
    db.session.commit()
    response.mimetype = contract_drafts.MEDIA_TYPE
    name = contract_drafts.file_name(deal)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/<code>/contents")
def content(code: str) -> Page:
    """Say whether the contract has one of its contents."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    sent = {name: request.form.get(name, "") for name in ("present", "note", "edition")}
    rule = _number(request.form.get("rule", ""))
    try:
        kept = contents.answer(
            db.session,
            actor(),
            deal,
            rule,
            is_present=sent["present"] == contents.PRESENT,
            note=sent["note"][:_LONGEST],
            edition=sent["edition"],
        )
    except (StaleEdit, NamesFirm) as refusal:
        return _refused(again(code), rule, {**sent, "refusal": message_of(refusal)})
    db.session.commit()
    if "HX-Request" not in request.headers:
        flash(_("Đã lưu: %(name)s.", name=kept.rule.name_vi), "success")
        return redirect(url_for(".show", code=code, _anchor=f"content-{kept.rule.code}"))
    return _row(deal, kept.rule.code)


def _refused(deal: Deal, rule: int, sent: dict[str, str]) -> Page:
    """Show what is stored and what was sent; nothing is overwritten and nothing lost."""
    if "HX-Request" not in request.headers:
        return _page(deal, unsaved={rule: sent}), HTTPStatus.CONFLICT
    found = contents.of(db.session, deal)
    content = next((each for each in found if rule in each.versions), None) or abort(
        HTTPStatus.NOT_FOUND
    )
    return _row(deal, content.rule.code, unsaved=sent), HTTPStatus.UNPROCESSABLE_ENTITY


def _row(deal: Deal, rule: str, **more: Any) -> str:
    found = contents.of(db.session, deal)
    content = next(each for each in found if each.rule.code == rule)
    return render_template(
        "deals/_content_saved.html",
        deal=deal,
        content=content,
        present=contents.present(found),
        total=len(found),
        duties={"basis": deal_duties.basis},
        follows=True,
        saved=not more,
        shown=deal_duties.reading(actor(), deal),
        **more,
    )


@bp.post("/<code>/registration")
def register(code: str) -> Page:
    """Answer the questions that decide whether a contract must be registered."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    asked = registration.questions(db.session, answers.day_of(deal))
    form = forms.registration(asked, registration.of(db.session, deal))

    def save() -> object:
        chosen = {each.entry.code: form[each.entry.code].data or "" for each in asked}
        version = deal_forms.sent_version()
        return registration.decide(db.session, actor(), deal, chosen, version=version)

    return _answer(code, _("Đã lưu câu trả lời về đăng ký."), "registration", form, save)


@bp.post("/<code>/registration/filing")
def file_registration(code: str) -> Page:
    """Write down when the papers were filed, and the certificate."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = forms.filing(deal)

    def save() -> object:
        told = {name: form[name].data for name in ("filed_on", "certificate_date")}
        number = form.certificate_number.data
        version = deal_forms.sent_version()
        return registration.file(
            db.session, actor(), deal, **told, certificate_number=number, version=version
        )

    return _answer(code, _("Đã lưu việc đăng ký."), "filing", form, save)


@bp.post("/<code>/funding")
def fund(code: str) -> Page:
    """Write down how the State paid for the result."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = forms.funding(deal)

    def save() -> object:
        funding, task = form.state_funding.data, form.task_code.data
        if not funding:
            raise Incomplete(["state_funding"])
        version = deal_forms.sent_version()
        return clearance.fund(db.session, actor(), deal, funding, task, version=version)

    return _answer(code, _("Đã lưu nguồn vốn."), "funding", form, save)


@bp.post("/<code>/clearance")
def ask_clearance(code: str) -> Page:
    """Write down a request for rights, or what is settled already."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = forms.asking()

    def save() -> object:
        return clearance.request(db.session, actor(), deal, _told(form, form.authority.data))

    return _answer(code, _("Đã lưu việc làm rõ quyền."), "clearance", form, save)


@bp.post("/<code>/clearance/<int:step_id>")
def decide_clearance(code: str, step_id: int) -> Page:
    """Write down what an authority has decided."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    step = next((each for each in deal.clearance if each.id == step_id), None)
    if step is None:
        abort(HTTPStatus.NOT_FOUND)
    form = forms.decision(step)

    def save() -> object:
        return clearance.decide(db.session, actor(), deal, step, _told(form, step.authority))

    return _answer(code, _("Đã lưu quyết định."), f"decision{step_id}", form, save)


def _told(form: FlaskForm, authority: str) -> Told:
    if not form.status.data:
        raise Incomplete(["status"])
    return Told(form.status.data, authority, form.on.data, form.reference.data, form.note.data)


def _number(sent: str) -> int:
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0  # noqa: PLR2004


def _answer(
    code: str, message: str, name: str, form: FlaskForm, save: Callable[[], object]
) -> Page:
    """Save and go back to the deal, or show the form again with what was wrong."""
    try:
        done = form.validate() and is_kept(form, save)
    except StaleEdit:
        form.form_errors.append(
            _(
                "Đồng nghiệp vừa sửa thương vụ này. Bản đang lưu hiện ở trên, bản của bạn ở dưới;"
                " bấm lưu lần nữa để thay bằng bản của bạn."
            )
        )
        return _page(again(code), **{name: form}), HTTPStatus.CONFLICT
    if not done:
        return _page(again(code), **{name: form}), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(message, "success")
    return redirect(url_for(".show", code=code, _anchor="duties"))


def _page(
    deal: Deal, *, unsaved: dict[int, dict[str, str]] | None = None, **sent: FlaskForm
) -> str:
    viewer = actor()
    return render_template(
        "deals/duties.html",
        deal=deal,
        follows=allows(viewer, Permission.DEAL_FOLLOW_UP, deal),
        duties=deal_duties.shown(viewer, deal, **sent),
        unsaved=unsaved or {},
        shown=deal_duties.reading(viewer, deal),
    )
