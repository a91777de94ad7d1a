"""Rules of law, looked after by an administrator: added, repealed, put back."""

from collections.abc import Callable
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug import Response as Redirect

from matchmaker.services import rules, vocabularies
from matchmaker.services.errors import Incomplete
from matchmaker.services.permissions import Permission
from matchmaker.web import spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.forms.rule import repeal_form, rule_form
from matchmaker.web.forms.vocabulary import attributes_of, refuse
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.words import vocabulary_words
from models import VocabularyEntry

bp = Blueprint("rules", __name__, url_prefix="/admin/vocabularies")


@bp.get(f"/<name>.{KIND}")
def export(name: str, kind: str) -> Response:
    """Download a vocabulary with all versions of its entries."""
    require(Permission.VOCABULARY_READ)
    entries = vocabularies.history(db.session, name) or abort(HTTPStatus.NOT_FOUND)
    columns = tables.vocabularies.columns(entries)
    return spreadsheets.download(kind, f"danh-muc-{name}", columns, entries)


@bp.route("/<name>/new", methods=["GET", "POST"])
def new(name: str) -> Redirect:
    """Add a rule that holds from a day on."""
    require(Permission.VOCABULARY_MANAGE)
    if name not in rules.VOCABULARIES:
        abort(HTTPStatus.NOT_FOUND)
    form = rule_form(name, vocabularies.history(db.session, name))

    def save() -> object:
        asked = ("code", "name_vi", "name_en", "valid_from", "before", "parent")
        told = {each: form[each].data for each in asked if each in form}
        return rules.add(db.session, actor(), name, **told, attributes=attributes_of(form))

    if form.validate_on_submit() and _is_saved(form, save):
        flash(_("Đã thêm quy tắc “%(name)s”.", name=form.name_vi.data), "success")
        return redirect(url_for("admin.vocabulary", name=name))
    return _page("admin/rule_new.html", form, name=name, called=vocabulary_words.name(name))


@bp.route("/entries/<int:entry_id>/repeal", methods=["GET", "POST"])
def repeal(entry_id: int) -> Redirect:
    """End a rule on a day, after telling what that means."""
    rule = _loaded(entry_id)
    form = repeal_form()

    def save() -> object:
        return rules.repeal(db.session, actor(), rule, form["day"].data)

    if form.validate_on_submit() and _is_saved(form, save):
        flash(
            _("Đã bãi bỏ “%(name)s”. Có thể khôi phục ở danh mục này.", name=rule.name_vi),
            "success",
        )
        return redirect(url_for("admin.vocabulary", name=rule.vocabulary))
    answered = rules.answered(db.session, rule)
    return _page(
        "admin/rule_repeal.html",
        form,
        rule=rule,
        answered=answered,
        called=vocabulary_words.name(rule.vocabulary),
    )


@bp.post("/entries/<int:entry_id>/restore")
def restore(entry_id: int) -> Redirect:
    """Put back a rule that was repealed."""
    rule = _loaded(entry_id)
    rules.restore(db.session, actor(), rule)
    db.session.commit()
    flash(_("Đã khôi phục “%(name)s”.", name=rule.name_vi), "success")
    return redirect(url_for("admin.vocabulary", name=rule.vocabulary))


def _loaded(entry_id: int) -> VocabularyEntry:
    rule = db.get_or_abort(VocabularyEntry, entry_id)
    require(Permission.VOCABULARY_MANAGE, rule)
    if rule.vocabulary not in rules.VOCABULARIES:
        abort(HTTPStatus.NOT_FOUND)
    return rule


def _is_saved(form: FlaskForm, save: Callable[[], object]) -> bool:
    """Save and commit; what is wrong is said at the fields of ``form``."""
    try:
        save()
    except Incomplete as refusal:
        refuse(form, refusal.fields)
        return False
    db.session.commit()
    return True


def _page(template: str, form: FlaskForm, **shown: object) -> Redirect:
    page = render_template(template, form=form, **shown)
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)
