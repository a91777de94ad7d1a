"""How one hears of what happens by mail: how soon, when not, and not at all by one click."""

from datetime import time
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug import Response

from matchmaker.config import LANGUAGES
from matchmaker.services import paces
from matchmaker.services.mails import mail
from matchmaker.services.permissions import Permission
from matchmaker.web import unsubscribing
from matchmaker.web.access import require, signed_in
from matchmaker.web.extensions import csrf, db
from matchmaker.web.forms.choices import PACES, ChoicesForm, form_for
from matchmaker.web.links import safe_next
from matchmaker.web.locale import COOKIE, language
from models import NotificationKind, Pace, User

bp = Blueprint("choices", __name__)


@bp.get("/account/notifications")
def show() -> str:
    """Show how soon one hears of each kind, and the quiet hours."""
    require(Permission.ACCOUNT_USE)
    start, end = paces.quiet_hours(db.session, signed_in())
    wanted = paces.chosen(db.session, signed_in())
    shown = (start, end) if start != end else paces.QUIET
    form = form_for(
        quiet=start != end,
        quiet_from=time(*divmod(shown[0], 60)),
        quiet_to=time(*divmod(shown[1], 60)),
        **{kind.value: pace.value for kind, pace in wanted.items()},
    )
    return _page(form)


@bp.post("/account/notifications")
def update() -> Response | tuple[str, int]:
    """Keep what was chosen; mails that still wait follow it."""
    require(Permission.ACCOUNT_USE)
    form = form_for()
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    paces.choose(db.session, signed_in(), form.paces)
    paces.keep_quiet(db.session, signed_in(), *form.minutes)
    db.session.commit()
    flash(_("Đã lưu cách bạn nhận thư."), "success")
    return redirect(url_for(".show"))


def _page(form: ChoicesForm) -> str:
    return render_template(
        "account/notifications.html",
        form=form,
        kinds=list(NotificationKind),
        hints=paces.hints(db.session, language()),
    )


@bp.post("/account/address-works")
def address_works() -> Response:
    """Write to one's address again, which had taken no mail."""
    require(Permission.ACCOUNT_USE)
    mail.mended(db.session, signed_in().email)
    db.session.commit()
    flash(_("Từ nay thư lại được gửi đến địa chỉ của bạn."), "success")
    return redirect(safe_next(url_for("account.show")))


@bp.get("/unsubscribe/<token>")
def unsubscribe(token: str) -> str | tuple[str, int]:
    """Ask before unsubscribing: programs that look at every link of a mail come here too."""
    require(Permission.PAGE_READ)
    return _said(token, "ask")


@bp.post("/unsubscribe/<token>")
def unsubscribe_now(token: str) -> str | tuple[str, int]:
    """Write no more mails of these kinds; mail programs post here by themselves (RFC 8058)."""
    require(Permission.PAGE_READ)
    found = unsubscribing.read(token)
    if found:
        user, kinds = found
        paces.choose(db.session, user, dict.fromkeys(kinds, Pace.NONE))
        db.session.commit()
    return _said(token, "done")


@bp.post("/unsubscribe/<token>/undo")
def subscribe_again(token: str) -> str | tuple[str, int]:
    """Write mails of these kinds again, as the platform proposes."""
    require(Permission.PAGE_READ)
    found = unsubscribing.read(token)
    if found:
        paces.propose(db.session, *found)
        db.session.commit()
    return _said(token, "undone")


csrf.exempt(unsubscribe_now)
csrf.exempt(subscribe_again)


def _said(token: str, step: str) -> str | tuple[str, int]:
    """Return the page of one step, in the language of whoever the mail was written to."""
    found = unsubscribing.read(token)
    if found is None:
        return render_template("unsubscribe/over.html"), HTTPStatus.NOT_FOUND
    user, kinds = found
    usual = paces.defaults(db.session)
    with force_locale(_language(user)):
        return render_template(
            f"unsubscribe/{step}.html", token=token, kinds=kinds, usual=usual, paces=PACES
        )


def _language(user: User) -> str:
    chosen = request.cookies.get(COOKIE, user.language)
    return chosen if chosen in LANGUAGES else LANGUAGES[0]
