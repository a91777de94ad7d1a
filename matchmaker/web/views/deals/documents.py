"""Files of a deal: added, read, renewed, shared, withdrawn and restored."""

from http import HTTPStatus
from pathlib import Path

from flask import (
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from matchmaker.services.deals import documents, ndas
from matchmaker.services.files import uploads
from matchmaker.services.permissions import Permission
from matchmaker.web import deal_documents
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.forms import deal_document as forms
from matchmaker.web.forms.deal import sent_version
from matchmaker.web.views.deals.blueprint import bp, is_kept, load, sent, sorted_out
from matchmaker.web.views.deals.sheet import answer
from matchmaker.web.words import file_words
from models import Audience, Deal, DealDocument, DocumentKind

Page = str | Answer | tuple[str, int]
_AS_PICTURE = "default-src 'none'; sandbox; frame-ancestors 'self'"
_AS_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""Browsers show a PDF in a viewer of their own, apart from the page; ``sandbox`` would stop it."""


@bp.post("/<code>/documents")
def upload(code: str) -> Page:
    """Add files; those that are sound stay even where others are not."""
    deal = load(code, Permission.DOCUMENT_ADD)
    form = forms.upload_form(deal)
    if not form.validate():
        return answer(code, "", done=False, upload=form)
    files, refused = sorted_out(form.document.data or [])
    if not files:
        form.document.errors = refused or [_("Hãy chọn ít nhất một tệp.")]
        return answer(code, "", done=False, upload=form)
    kind, wanted = DocumentKind(form.kind.data), Audience(form.audience.data)
    held = not form.confirmed.data and documents.is_unprotected(actor(), deal, kind, wanted)
    audience = documents.house(actor(), deal) if held else wanted
    added = [
        documents.add(db.session, actor(), deal, each, kind=kind, audience=audience)
        for each in files
    ]
    db.session.commit()
    for message in refused:
        flash(message, "error")
    flash(ngettext("Đã thêm %(num)d tệp.", "Đã thêm %(num)d tệp.", len(added)), "success")
    return _asked_first(deal, added, wanted) if held else redirect(_section(code))


def _asked_first(deal: Deal, added: list[DealDocument], wanted: Audience) -> Answer:
    """Say that files were kept for one's own side, and where to share them all the same."""
    flash(
        _(
            "Chưa chia sẻ (%(who)s): thương vụ chưa có thỏa thuận bảo mật. Hãy ghi thỏa thuận, "
            "hoặc chọn vẫn chia sẻ.",
            who=deal_documents.AUDIENCES[wanted],
        ),
        "warning",
    )
    if len(added) > 1:
        return redirect(_section(deal.code))
    url = url_for(".show_document", code=deal.code, document_id=added[0].id, audience=wanted.value)
    return redirect(url)


@bp.get("/<code>/documents/<int(max=2147483647):document_id>/view")
def show_document(code: str, document_id: int) -> str:
    """Show a file as far as the browser can, and the facts of it."""
    document = _document(code, document_id, Permission.DOCUMENT_READ)
    form = forms.audience_form(document, formdata=None)
    if (asked := request.args.get("audience", "")) in set(Audience):
        form.audience.data = asked
    return _page(document, form)


def _page(document: DealDocument, form: forms.AudienceForm) -> str:
    deal = document.deal
    found = documents.series(actor(), deal)
    return render_template(
        "deals/document.html",
        deal=deal,
        document=document,
        form=form,
        edition_form=forms.EditionForm(formdata=None),
        documents=deal_documents.shown(deal),
        series=next(
            (each for each in found if document in (each.latest, *each.older)),
            documents.Series(document, ()),
        ),
        what=file_words.kind_of(document.media_type),
        uploader=deal_documents.uploader(deal, document),
        picture=document.media_type in uploads.PICTURES,
        pdf=document.media_type in uploads.PDF,
    )


@bp.get("/<code>/documents/<int(max=2147483647):document_id>")
def document(code: str, document_id: int) -> Response:
    """Download a file."""
    return _sent(_document(code, document_id, Permission.DOCUMENT_READ), as_attachment=True)


@bp.get("/<code>/documents/<int(max=2147483647):document_id>/content")
def document_content(code: str, document_id: int) -> Response:
    """Give a picture or a PDF to the page that shows it; nothing of it may run."""
    found = _document(code, document_id, Permission.DOCUMENT_READ)
    if found.media_type not in uploads.PICTURES | uploads.PDF:
        abort(HTTPStatus.NOT_FOUND)
    response = _sent(found, as_attachment=False)
    is_pdf = found.media_type in uploads.PDF
    response.headers["Content-Security-Policy"] = _AS_PDF if is_pdf else _AS_PICTURE
    return response


@bp.post("/<code>/documents/<int(max=2147483647):document_id>/edition")
def renew_document(code: str, document_id: int) -> Page:
    """Add the next edition of a file."""
    found = _document(code, document_id, Permission.DOCUMENT_RENEW)
    files, refused = sorted_out([request.files.get("document")])
    if not files:
        flash(refused[0] if refused else _("Hãy chọn ít nhất một tệp."), "error")
        return redirect(url_for(".show_document", code=code, document_id=document_id))
    newer = documents.renew(db.session, actor(), found, files[0])
    db.session.commit()
    flash(_("Đã thêm bản %(edition)d.", edition=newer.edition), "success")
    return redirect(url_for(".show_document", code=code, document_id=newer.id))


@bp.post("/<code>/documents/<int(max=2147483647):document_id>/audience")
def share_document(code: str, document_id: int) -> Page:
    """Change who may read a file; before an agreement this is asked twice."""
    found = _document(code, document_id, Permission.DOCUMENT_READ, Permission.DEAL_FOLLOW_UP)
    form = forms.audience_form(found)
    if not form.validate():
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    audience = Audience(form.audience.data)
    unprotected = documents.is_unprotected(actor(), found.deal, found.kind, audience)
    if unprotected and not form.confirmed.data:
        form.confirmed.errors = [_("Thương vụ chưa có thỏa thuận bảo mật: hãy đánh dấu ô này.")]
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    documents.share(db.session, actor(), found, audience)
    db.session.commit()
    flash(_("Đã lưu: %(who)s.", who=deal_documents.AUDIENCES[audience]), "success")
    return redirect(_section(code))


@bp.post("/<code>/documents/<int(max=2147483647):document_id>/withdraw")
def withdraw_document(code: str, document_id: int) -> Answer:
    """Withdraw a file."""
    found = _document(code, document_id, Permission.DOCUMENT_READ, Permission.DEAL_FOLLOW_UP)
    documents.withdraw(db.session, actor(), found)
    db.session.commit()
    flash(_("Đã rút “%(name)s”. Có thể khôi phục ở cuối mục Tài liệu.", name=found.name), "success")
    return redirect(_section(code))


@bp.post("/<code>/documents/<int(max=2147483647):document_id>/restore")
def restore_document(code: str, document_id: int) -> Answer:
    """Take a withdrawal back."""
    found = _document(code, document_id, Permission.DOCUMENT_READ, Permission.DEAL_FOLLOW_UP)
    documents.restore(db.session, actor(), found)
    db.session.commit()
    flash(_("Đã khôi phục “%(name)s”.", name=found.name), "success")
    return redirect(_section(code))


@bp.post("/<code>/nda")
def settle_nda(code: str) -> Page:
    """Write down how far the confidentiality agreement is."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = forms.nda_form(deal)

    def save() -> object:
        state, version = forms.state_of(form), sent_version()
        return ndas.settle(db.session, actor(), deal, state, form.nda_on.data, version=version)

    done = form.validate() and is_kept(form, save)
    return answer(code, _("Đã lưu thỏa thuận bảo mật."), done=done, nda=form)


def _document(
    code: str, number: int, needed: Permission, more: Permission | None = None
) -> DealDocument:
    """Return a file of the deal that the viewer may treat so; 404, or 403."""
    deal = load(code, more or Permission.DEAL_READ)
    found = next((each for each in deal.documents if each.id == number), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    require(needed, found)
    return found


def _sent(found: DealDocument, *, as_attachment: bool) -> Response:
    folder = Path(current_app.config["UPLOADS"])
    return sent(folder, found.name, found.media_type, found.sha256, as_attachment=as_attachment)


def _section(code: str) -> str:
    return url_for(".show", code=code, _anchor="documents")
