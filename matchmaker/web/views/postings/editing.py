"""Writing a posting: a draft from its first word, saved as one types, never overwritten unseen."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from matchmaker.services import completeness as scores
from matchmaker.services import disclosures, postings
from matchmaker.services.errors import Incomplete, InvalidTransition, NamesFirm, StaleEdit
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor, require
from matchmaker.web.errors import message_of
from matchmaker.web.extensions import db
from matchmaker.web.formats import moment
from matchmaker.web.forms.fields import written
from matchmaker.web.forms.need import NeedForm
from matchmaker.web.forms.posting import PostingForm
from matchmaker.web.forms.technology import TechnologyForm
from matchmaker.web.views.postings import advice
from matchmaker.web.views.postings.blueprint import SIDE, bp, load, matches_url, show_url
from matchmaker.web.words import duplicate_words, posting_words
from models import Need, Posting, PostingMove, PostingState, now

FORMS: Mapping[str, type[PostingForm]] = {"technology": TechnologyForm, "need": NeedForm}
Answer = str | Response | tuple[str, int] | tuple[Response, int]


@bp.get(f"/new/{SIDE}")
def new(side: str) -> Answer:
    """Show the empty form."""
    require(postings.POST[side])
    return page(_blank(side), side)


@bp.post(f"/new/{SIDE}")
def create(side: str) -> Answer:
    """Begin a draft with what was typed."""
    require(postings.POST[side])
    form = _blank(side)
    if form.changed_rows(request.form):
        return page(form, side)
    if not form.validate():
        return page(form, side), HTTPStatus.UNPROCESSABLE_ENTITY
    posting = postings.create(db.session, actor(), side, form.values(), form.form_key.data or "")
    return _onward(posting, form)


@bp.post(f"/new/{SIDE}/autosave")
def autosave_new(side: str) -> Answer:
    """Begin a draft while its author is still typing."""
    require(postings.POST[side])
    form = _blank(side)
    if not form.validate(title=False):
        return _not_saved(form)
    posting = postings.create(db.session, actor(), side, form.values(), form.form_key.data or "")
    return _saved(posting, other_words=True)


@bp.get("/<code>/edit")
def edit(code: str) -> Answer:
    """Show the form of a posting; with ``check`` it says what is missing before submission."""
    posting = load(code)
    require(Permission.POSTING_EDIT, posting)
    if not posting.is_editable:
        flash(_("Tin này đang chờ duyệt hoặc đã kết thúc nên chưa sửa được."), "info")
        return redirect(show_url(posting))
    form = _form(posting)
    if request.args.get("check") and posting.state in postings.PRIVATE:
        _check(posting, form)
        return page(form, posting.side, posting, not_ready=True)
    return page(form, posting.side, posting)


@bp.post("/<code>/edit")
def update(code: str) -> Answer:
    """Save what was typed; with ``then`` go on to the files or to submission."""
    posting = load(code)
    require(Permission.POSTING_EDIT, posting)
    form = _form(posting)
    if form.changed_rows(request.form):
        return page(form, posting.side, posting)
    if not form.validate():
        return page(form, posting.side, posting), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _save(posting, form)
    except StaleEdit:
        return _conflict(posting, form), HTTPStatus.CONFLICT
    except (Incomplete, NamesFirm, InvalidTransition) as error:
        return _refused(posting, form, error)
    return _onward(posting, form)


@bp.post("/<code>/autosave")
def autosave(code: str) -> Answer:
    """Save a draft while its author is typing; what others read is saved by hand alone."""
    posting = load(code)
    require(Permission.POSTING_EDIT, posting)
    form = _form(posting)
    if posting.state not in postings.PRIVATE:
        return jsonify(message=_("Tin đã gửi đi: hãy bấm lưu.")), HTTPStatus.UNPROCESSABLE_ENTITY
    if not form.validate(title=False):
        return _not_saved(form)
    before = duplicate_words.compared(posting)
    try:
        _save(posting, form)
    except StaleEdit as error:
        return jsonify(message=message_of(error)), HTTPStatus.CONFLICT
    return _saved(posting, other_words=duplicate_words.compared(posting) != before)


@bp.post(f"/completeness/{SIDE}")
def completeness(side: str) -> str:
    """Weigh what is typed at this moment, without saving it."""
    require(Permission.POSTING_OWN)
    form = FORMS[side]()
    return render_template("postings/_completeness.html", **_advice(side, form))


def _blank(side: str) -> PostingForm:
    """Return the form of a new posting; a need starts at its organisation's place."""
    organisation = actor().organisation
    if side == "technology" or organisation is None:
        return FORMS[side]()
    place = ("province", "province_63", "commune")
    return FORMS[side](data={name: getattr(organisation, name) for name in place})


def _form(posting: Posting) -> PostingForm:
    return FORMS[posting.side](obj=posting)


def _save(posting: Posting, form: PostingForm) -> None:
    """Save the form's values but those where its author chose the stored ones."""
    values = {
        name: value
        for name, value in form.values().items()
        if request.form.get(f"keep-{name}") != "stored"
    }
    version = request.form.get("version", 0, type=int)
    postings.save(db.session, actor(), posting, version, values)


def _onward(posting: Posting, form: PostingForm) -> Answer:
    """Keep what was saved, and go where the pressed button leads."""
    db.session.commit()
    match request.form.get("then"):
        case "submit":
            return _submit(posting, form)
        case "files":
            return redirect(url_for("attachments.index", code=posting.code))
    flash(_("Đã lưu."), "success")
    if posting.state in postings.PRIVATE:
        return redirect(url_for(".edit", code=posting.code))
    return redirect(show_url(posting))


def _submit(posting: Posting, form: PostingForm) -> Answer:
    try:
        postings.move(db.session, actor(), posting, PostingMove.SUBMIT)
    except (Incomplete, NamesFirm, InvalidTransition) as error:
        return _refused(posting, form, error, not_ready=True)
    db.session.commit()
    flash(_("Đã gửi duyệt. Trong lúc chờ, bạn có thể xem trước các gợi ý ghép nối."), "success")
    duplicate_words.tell(posting)
    return redirect(matches_url(posting))


def _refused(posting: Posting, form: PostingForm, error: Exception, **more: Any) -> Answer:
    """Show the form again, with everything typed and what is wrong with it."""
    db.session.rollback()
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    match error:
        case Incomplete():
            form.ask_for(error.fields)
        case NamesFirm():
            form.refuse_names(error.fields)
        case _:
            form.form_errors.append(message_of(error))
            status = HTTPStatus.CONFLICT
    form.follow(posting.version)
    return page(form, posting.side, posting, **more), status


def _check(posting: Posting, form: PostingForm) -> None:
    form.ask_for(postings.missing(posting))
    if isinstance(posting, Need) and posting.blind:
        form.refuse_names(disclosures.namings(posting))


def _conflict(posting: Posting, form: PostingForm) -> str:
    """Show the stored and the typed text of every field that differs; nothing is lost."""
    db.session.rollback()
    stored = FORMS[posting.side](formdata=None, obj=posting)
    names = (*form.own, *form.row_fields())
    differing = [
        {"name": name, "label": form[name].label.text, "stored": theirs, "typed": mine}
        for name in names
        if (theirs := written(stored[name])) != (mine := written(form[name]))
    ]
    form.follow(posting.version)
    return page(form, posting.side, posting, differing=differing)


def page(form: PostingForm, side: str, posting: Posting | None = None, **more: Any) -> str:
    """Render the form, new or of a posting."""
    private = posting is None or posting.state in postings.PRIVATE
    alike = duplicate_words.of(posting)
    autosave_url = url_for(".autosave_new", side=side)
    action = url_for(".create", side=side)
    if posting is not None:
        action = url_for(".update", code=posting.code)
        autosave_url = url_for(".autosave", code=posting.code) if private else ""
    return render_template(
        "postings/edit.html",
        form=form,
        side=side,
        posting=posting,
        private=private,
        action=action,
        autosave_url=autosave_url,
        candidates=_candidates(posting),
        duplicates=alike,
        advice=duplicate_words.advice(alike),
        show_url=show_url,
        returned=_returned(posting),
        words=posting_words,
        **_advice(side, form),
        **more,
    )


def _advice(side: str, form: PostingForm) -> dict[str, Any]:
    result = scores.assess(side, form.values())
    return {"score": result.score, "missing": advice.sentences(side, result, form)}


def _candidates(posting: Posting | None) -> object:
    if isinstance(posting, Need) and posting.blind:
        return disclosures.candidates(db.session, posting)
    return []


def _returned(posting: Posting | None) -> str:
    """Return why the reviewer last sent the posting back, while it is so."""
    if posting is None or posting.state is not PostingState.SENT_BACK:
        return ""
    reasons = [each.reason for each in posting.history if each.move is PostingMove.SEND_BACK]
    return reasons[-1] if reasons else ""


def _saved(posting: Posting, *, other_words: bool) -> Response:
    """Say where the draft is now, and after ``other_words`` what it resembles."""
    db.session.commit()
    resembled = {"duplicates": duplicate_words.section(posting)} if other_words else {}
    return jsonify(
        **resembled,
        saved_at=moment(now()).partition(" ")[0],
        version=posting.version,
        code=posting.code,
        edit_url=url_for(".edit", code=posting.code),
        autosave_url=url_for(".autosave", code=posting.code),
        action=url_for(".update", code=posting.code),
    )


def _not_saved(form: PostingForm) -> tuple[Response, int]:
    """Name the fields that cannot be saved as they are."""
    labels = [str(field.label.text) for field in form if field.errors]
    message = _("Cần sửa: %(fields)s.", fields=", ".join(labels))
    return jsonify(message=message), HTTPStatus.UNPROCESSABLE_ENTITY
