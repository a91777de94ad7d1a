"""What has a transfer brought? One page behind a link from a mail, without an account."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask import url_for as address_of
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from matchmaker.config import LANGUAGES
from matchmaker.services.actors import Actor
from matchmaker.services.deals import impact_questions, impacts
from matchmaker.services.errors import Incomplete, InvalidTransition
from matchmaker.services.permissions import Permission
from matchmaker.web import impact_links
from matchmaker.web.access import require
from matchmaker.web.extensions import db, limiter
from matchmaker.web.forms.impact import ImpactForm
from matchmaker.web.locale import COOKIE
from matchmaker.web.words import impact_words
from models import ImpactCheck, User

bp = Blueprint("impact", __name__, url_prefix="/impact")
OFTEN = "30 per minute; 200 per hour"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A link that still serves: the question, and who was asked."""

    check: ImpactCheck
    person: User
    nonce: str


@bp.after_request
def keep_private(response: Response) -> Response:
    """Let no search engine keep the page."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("/<token>")
@limiter.limit(OFTEN)
def show(token: str) -> Answer:
    """Show the question, or what was answered."""
    require(Permission.PAGE_READ)
    return _with(token, lambda opened: _page(opened, ImpactForm(obj=opened.check), token))


@bp.post("/<token>")
@limiter.limit(OFTEN)
def answer(token: str) -> Answer:
    """Keep the answer; a second one is shown the first."""
    require(Permission.PAGE_READ)
    return _with(token, lambda opened: _answered(opened, token))


def _with(token: str, act: Callable[[_Opened], Answer]) -> Answer:
    """Do ``act`` with what ``token`` opens, in its reader's language, or say why it does not."""
    link = impact_links.read(token)
    check = impacts.find(db.session, link.check_id) if link else None
    if link is None or check is None:
        return _closed("broken", HTTPStatus.NOT_FOUND)
    if link.expired:
        return _closed("expired", HTTPStatus.GONE)
    people = impact_questions.people_of(db.session, check)
    person = next((each for each in people if each.id == link.user_id), None)
    if person is None or check.nonce != link.nonce:
        return _closed("replaced", HTTPStatus.GONE)
    with _language_of(person):
        return act(_Opened(check, person, link.nonce))


def _language_of(person: User) -> AbstractContextManager[None]:
    """Write in the language of who was asked, unless this browser has chosen one."""
    chosen = request.cookies.get(COOKIE) in LANGUAGES
    return nullcontext() if chosen or person.language not in LANGUAGES else _forced(person.language)


def _forced(language: str) -> AbstractContextManager[None]:
    forced: AbstractContextManager[None] = force_locale(language)
    return forced


def _answered(opened: _Opened, token: str) -> Answer:
    form = ImpactForm()
    if not form.validate():
        return _page(opened, form, token, HTTPStatus.UNPROCESSABLE_ENTITY)
    actor = Actor(address=request.remote_addr or "")
    try:
        impacts.answer(
            db.session,
            actor,
            opened.check,
            form.result(),
            nonce=opened.nonce,
            person=opened.person,
        )
    except Incomplete:
        form.form_errors.append(_("Hãy điền ít nhất một ô; số ước lượng cũng được."))
        return _page(opened, form, token, HTTPStatus.UNPROCESSABLE_ENTITY)
    except InvalidTransition:
        db.session.rollback()
        return redirect(address_of(".show", token=token), HTTPStatus.SEE_OTHER)
    db.session.commit()
    flash(_("Đã nhận câu trả lời của bạn."), "success")
    return redirect(address_of(".show", token=token), HTTPStatus.SEE_OTHER)


def _page(
    opened: _Opened, form: ImpactForm, token: str, status: HTTPStatus = HTTPStatus.OK
) -> Answer:
    check = opened.check
    told = check.answered_at is not None
    page = render_template(
        "impact/answered.html" if told else "impact/question.html",
        check=check,
        deal=check.deal,
        form=form,
        token=token,
        when=impact_words.when(check.months),
        facts=impact_words.facts(check) if told else [],
    )
    return make_response(page, status)


def _closed(why: str, status: HTTPStatus) -> Answer:
    """Say politely that a link serves no longer, and what to do; it tells nothing of any deal."""
    return make_response(
        render_template("impact/closed.html", why=why, days=impact_links.VALID.days), status
    )
