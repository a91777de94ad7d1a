"""Looking after the platform: people, vocabularies, mail, and who did what."""

from http import HTTPStatus

from flask import (
    Blueprint,
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
from sqlalchemy import Select
from werkzeug import Response as Redirect

from matchmaker.services import proposals, records, rules, vocabularies, vocabulary_versions
from matchmaker.services.engine import weightings
from matchmaker.services.errors import Incomplete, StaleEdit
from matchmaker.services.mails import mail_log
from matchmaker.services.pages import page_of, streamed
from matchmaker.services.people import users
from matchmaker.services.permissions import Permission
from matchmaker.web import spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.forms.vocabulary import (
    LABELS,
    VocabularyEntryForm,
    attributes_of,
    refuse,
    version_form,
)
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.words import (
    audit_details,
    audit_words,
    learning_words,
    mail_words,
    vocabulary_words,
)
from models import AuditEntry, Mail, User, VocabularyEntry, Weighting

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/")
def index() -> str:
    """Lead to what the viewer may look after."""
    require(Permission.AUDIT_READ)
    return render_template("admin/index.html")


@bp.get("/users")
def user_list() -> str:
    """List accounts, searched by address or name."""
    require(Permission.USER_READ)
    query = users.search(request.args.get("q", ""), request.args.get("state", ""))
    page = page_of(db.session, query, page_number(), page_url())
    return render_template("admin/users.html", page=page)


@bp.get(f"/users.{KIND}")
def user_export(kind: str) -> Response:
    """Download the accounts of the same search."""
    require(Permission.USER_READ)
    query = users.search(request.args.get("q", ""), request.args.get("state", ""))
    found = streamed(db.session, query)
    return spreadsheets.download(kind, "nguoi-dung", tables.users.COLUMNS, found)


@bp.post("/users/<int:user_id>/block")
def block_user(user_id: int) -> Redirect:
    """Block an account, or open it again."""
    user = db.get_or_abort(User, user_id)
    require(Permission.USER_MANAGE, user)
    blocked = request.form.get("blocked") == "yes"
    users.block(db.session, actor(), user, blocked=blocked)
    db.session.commit()
    done = _("Đã khóa tài khoản %(email)s.") if blocked else _("Đã mở lại tài khoản %(email)s.")
    flash(done % {"email": user.email}, "success")
    return redirect(url_for(".user_list"))


@bp.post("/users/<int:user_id>/administrator")
def grant_administrator(user_id: int) -> Redirect:
    """Make a person an administrator, or no longer."""
    user = db.get_or_abort(User, user_id)
    require(Permission.USER_MANAGE, user)
    granted = request.form.get("granted") == "yes"
    users.make_administrator(db.session, actor(), user, granted=granted)
    db.session.commit()
    flash(_("Đã đổi quyền của %(email)s.", email=user.email), "success")
    return redirect(url_for(".user_list"))


@bp.get("/vocabularies")
def vocabulary_list() -> str:
    """List the vocabularies."""
    require(Permission.VOCABULARY_READ)
    kinds = vocabularies.kinds(db.session)
    return render_template("admin/vocabularies.html", kinds=kinds, called=vocabulary_words.name)


@bp.get("/vocabularies/<name>")
def vocabulary(name: str) -> str:
    """Show one vocabulary with all versions of its entries."""
    require(Permission.VOCABULARY_READ)
    entries = vocabularies.history(db.session, name) or abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "admin/vocabulary.html",
        name=name,
        called=vocabulary_words.name(name),
        entries=entries,
        labels=LABELS,
        growing=name in rules.VOCABULARIES,
        restorable=[each for each in entries if rules.is_restorable(entries, each)],
    )


@bp.route("/vocabularies/entries/<int:entry_id>", methods=["GET", "POST"])
def vocabulary_entry(entry_id: int) -> Redirect:
    """Let an entry hold otherwise from a day on."""
    entry = db.get_or_abort(VocabularyEntry, entry_id)
    require(Permission.VOCABULARY_MANAGE, entry)
    if entry.valid_to is not None:
        raise StaleEdit
    form = version_form(entry)
    if form.validate_on_submit() and _is_revised(entry, form):
        db.session.commit()
        flash(_("Đã lưu phiên bản mới của “%(name)s”.", name=entry.name_vi), "success")
        return redirect(url_for(".vocabulary", name=entry.vocabulary))
    called = vocabulary_words.name(entry.vocabulary)
    page = render_template("admin/vocabulary_entry.html", form=form, entry=entry, called=called)
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


def _is_revised(entry: VocabularyEntry, form: VocabularyEntryForm) -> bool:
    """Save the new version; what is wrong with it is said at the fields of ``form``."""
    named = {name: form[name].data for name in ("name_vi", "name_en", "valid_from")}
    try:
        vocabulary_versions.revise(
            db.session, actor(), entry, **named, attributes=attributes_of(form)
        )
    except Incomplete as refusal:
        refuse(form, refusal.fields)
        return False
    return True


@bp.get("/audit")
def audit_trail() -> str:
    """Show who did what to which record, newest first."""
    require(Permission.AUDIT_READ)
    page = page_of(db.session, _audit_query(), page_number(), page_url(), size=50)
    rows = records.rows(db.session, actor(), page.items)
    return render_template(
        "admin/audit.html", page=page, rows=rows, words=audit_words, details=audit_details.details
    )


@bp.get(f"/audit.{KIND}")
def audit_export(kind: str) -> Response:
    """Download the entries of the same filter."""
    require(Permission.AUDIT_READ)
    found = records.every_row(db.session, actor(), _audit_query())
    return spreadsheets.download(kind, "nhat-ky", tables.records.TRAIL, found)


def _audit_query() -> Select[AuditEntry]:
    arguments = request.args
    asked = (arguments.get(name, "") for name in ("action", "subject", "email"))
    return records.trail(actor(), *asked)


@bp.get("/mail")
def mail_list() -> str:
    """List the mails, newest first."""
    require(Permission.MAIL_READ)
    state = request.args.get("state", "")
    query = records.mails(actor(), request.args.get("to", ""), state)
    page = page_of(db.session, query, page_number(), page_url())
    letters = records.letters(db.session, actor(), page.items)
    return render_template(
        "admin/mail.html",
        page=page,
        letters=letters,
        state=state,
        counts=mail_log.counts(db.session),
        words=mail_words,
    )


@bp.get(f"/mail.{KIND}")
def mail_export(kind: str) -> Response:
    """Download the mails of the same filter."""
    require(Permission.MAIL_READ)
    asked = (request.args.get(name, "") for name in ("to", "state"))
    query = records.mails(actor(), *asked)
    found = records.every_letter(db.session, actor(), query)
    return spreadsheets.download(kind, "thu", tables.records.MAILS, found)


@bp.get("/mail/<int:mail_id>")
def mail(mail_id: int) -> str:
    """Show one mail as text."""
    shown = db.get_or_abort(Mail, mail_id)
    require(Permission.MAIL_READ, shown)
    (letter,) = records.letters(db.session, actor(), [shown])
    return render_template(
        "admin/mail_show.html",
        mail=shown,
        letter=letter,
        words=mail_words,
        resendable=shown.state in mail_log.UNDELIVERED,
    )


@bp.post("/mail/<int:mail_id>/resend")
def resend_mail(mail_id: int) -> Redirect:
    """Let a mail that did not arrive leave once more."""
    found = db.get_or_abort(Mail, mail_id)
    require(Permission.MAIL_RESEND, found)
    mail_log.resend(db.session, actor(), found)
    db.session.commit()
    flash(_("Thư sẽ được gửi lại trong ít phút."), "success")
    return redirect(url_for(".mail", mail_id=mail_id))


@bp.get("/learning")
def learning() -> str:
    """Say in plain words what was learned from answers, and what came of it."""
    require(Permission.LEARNING_READ)
    page = page_of(db.session, weightings.history(), page_number(), page_url())
    present = weightings.present(db.session, proposals.ENGINE)
    return render_template(
        "admin/learning.html",
        page=page,
        present=present,
        changes=learning_words.changes(present) if present else [],
        outcome=learning_words.outcome,
    )


@bp.get(f"/learning.{KIND}")
def learning_export(kind: str) -> Response:
    """Download all that was ever learned, with its figures."""
    require(Permission.LEARNING_READ)
    columns = tables.weightings.columns(weightings.present(db.session, proposals.ENGINE))
    found = streamed(db.session, weightings.history())
    return spreadsheets.download(kind, "hoc-tu-phan-hoi", columns, found)


@bp.post("/learning/<int:weighting_id>/undo")
def undo_learning(weighting_id: int) -> Redirect:
    """Take back the weighting in force."""
    weighting = db.get_or_abort(Weighting, weighting_id)
    require(Permission.LEARNING_UNDO, weighting)
    weightings.undo(db.session, actor(), weighting)
    db.session.commit()
    flash(_("Đã hoàn tác. Điểm của các gợi ý đang được tính lại."), "success")
    return redirect(url_for(".learning"))
