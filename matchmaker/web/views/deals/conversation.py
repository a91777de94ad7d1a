"""The conversation of a deal: the whole thread, and a new message."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from matchmaker.services.deals import conversation
from matchmaker.services.errors import Incomplete, NamesFirm
from matchmaker.services.permissions import Permission
from matchmaker.web import deal_conversation
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms.conversation import MessageForm
from matchmaker.web.mails import message_mails
from matchmaker.web.views.deals.blueprint import again, bp, load, sorted_out
from matchmaker.web.words import conversation_words
from models import Deal

Page = str | Answer | tuple[str, int]


@bp.get("/<code>/messages")
def messages(code: str) -> str:
    """Show the whole conversation."""
    deal = load(code, Permission.DEAL_READ)
    return _whole(deal)


@bp.post("/<code>/messages")
def write(code: str) -> Page:
    """Write to all parties; htmx gets the section alone, a browser without it the deal again."""
    deal = load(code, Permission.MESSAGE_WRITE)
    form = MessageForm()
    if not form.validate() or not _is_kept(deal, form):
        return _refused(again(code), form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    if "HX-Request" in request.headers:
        return _section(deal, sent=True)
    flash(_("Đã gửi tin nhắn."), "success")
    return redirect(url_for(".show", code=code, _anchor="conversation"))


def _is_kept(deal: Deal, form: MessageForm) -> bool:
    """Write the message with its files, or say at the fields what was wrong: all of it or nothing.

    The box takes files for the same people as a reply by mail does.
    """
    files, form.file.errors = sorted_out(form.file.data or [])
    if form.file.errors:
        form.file.errors.append(_("Nội dung đã gõ vẫn còn; hãy chọn lại các tệp."))
        return False
    who = actor()
    try:
        message = conversation.write(
            db.session, who, deal, form.message.data, with_files=bool(files)
        )
    except Incomplete:
        wrong = _("Hãy viết nội dung tin nhắn hoặc chọn tệp.")
    except NamesFirm as refusal:
        wrong = conversation_words.naming(refusal)
    else:
        conversation.attach(db.session, who, message, files)
        message_mails.announce(message)
        return True
    form.message.errors = [*form.message.errors, wrong]
    return False


def _refused(deal: Deal, form: MessageForm) -> str:
    return _section(deal, form) if "HX-Request" in request.headers else _whole(deal, form)


def _section(deal: Deal, form: MessageForm | None = None, *, sent: bool = False) -> str:
    talk = deal_conversation.shown(deal, form=form, sent=sent)
    return render_template("deals/_conversation.html", deal=deal, talk=talk)


def _whole(deal: Deal, form: MessageForm | None = None) -> str:
    talk = deal_conversation.shown(deal, form=form, most=None)
    return render_template("deals/conversation.html", deal=deal, talk=talk)
