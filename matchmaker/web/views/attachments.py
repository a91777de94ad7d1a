"""Files of postings: added, described, removed, and served as what they were checked to be."""

from http import HTTPStatus
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from werkzeug import Response as AnyResponse

from matchmaker.services import postings
from matchmaker.services.errors import Incomplete, InvalidFile, InvalidTransition
from matchmaker.services.files import attachments, uploads
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor, require
from matchmaker.web.errors import flash_refusal, message_of
from matchmaker.web.extensions import db
from matchmaker.web.forms.attachment import AttachmentForm
from models import Attachment, Posting

bp = Blueprint("attachments", __name__, url_prefix="/attachments")
POLICY = "default-src 'none'; sandbox"
_WORDS_NEEDED = "caption"


@bp.get("/of/<code>")
def index(code: str) -> str:
    """Show the files of a posting to those who may change them."""
    posting = _posting(code)
    require(Permission.POSTING_EDIT, posting)
    return _page(posting, AttachmentForm())


@bp.post("/of/<code>")
def create(code: str) -> str | AnyResponse | tuple[str, int]:
    """Add a file."""
    posting = _posting(code)
    require(Permission.POSTING_EDIT, posting)
    form = AttachmentForm()
    sound = form.validate_on_submit()
    if sound and _added(posting, form):
        db.session.commit()
        flash(_("Đã thêm tệp."), "success")
        return redirect(url_for(".index", code=code))
    return _page(posting, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<int(max=2147483647):attachment_id>/caption")
def update(attachment_id: int) -> AnyResponse:
    """Change the words that describe a file."""
    attachment = _attachment(attachment_id)
    require(Permission.POSTING_EDIT, attachment.posting)
    code = attachment.posting.code
    try:
        attachments.describe(db.session, actor(), attachment, request.form.get("caption", ""))
    except Incomplete:
        flash(_("Ảnh cần có chú thích để người không nhìn thấy ảnh vẫn hiểu."), "error")
    except InvalidTransition as error:
        flash_refusal(error)
    else:
        db.session.commit()
        flash(_("Đã lưu chú thích."), "success")
    return redirect(url_for(".index", code=code))


@bp.post("/<int(max=2147483647):attachment_id>/remove")
def destroy(attachment_id: int) -> AnyResponse:
    """Take a file off its posting."""
    attachment = _attachment(attachment_id)
    require(Permission.POSTING_EDIT, attachment.posting)
    code = attachment.posting.code
    try:
        attachments.remove(db.session, actor(), attachment)
    except InvalidTransition as error:
        flash_refusal(error)
    else:
        db.session.commit()
        flash(_("Đã gỡ tệp."), "success")
    return redirect(url_for(".index", code=code))


@bp.get("/<int(max=2147483647):attachment_id>/<name>")
def show(attachment_id: int, name: str) -> Response:
    """Serve a file: pictures in the page, everything else as a download; nothing of it may run."""
    attachment = _attachment(attachment_id)
    require(Permission.ATTACHMENT_READ, attachment)
    path = uploads.path_of(Path(current_app.config["UPLOADS"]), attachment.sha256)
    if name != attachment.name or not path.is_file():
        abort(HTTPStatus.NOT_FOUND)
    response = send_file(
        path,
        mimetype=attachment.media_type,
        as_attachment=attachment.media_type not in uploads.PICTURES,
        download_name=attachment.name,
        etag=attachment.sha256,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _added(posting: Posting, form: AttachmentForm) -> bool:
    """Add the file of ``form``, or write at its fields what is wrong."""
    file = request.files.get("file")
    if not file:
        form.file.errors = [_("Hãy chọn một tệp.")]
        return False
    try:
        attachments.add(
            db.session,
            actor(),
            posting,
            Path(current_app.config["UPLOADS"]),
            name=file.filename or "",
            data=file.read(uploads.LARGEST + 1),
            caption=form.caption.data,
        )
    except Incomplete:
        form.caption.errors = [_("Ảnh cần có chú thích. Chọn lại tệp rồi viết một câu tả ảnh.")]
        return False
    except (InvalidFile, InvalidTransition) as error:
        form.file.errors = [message_of(error)]
        return False
    return True


def _page(posting: Posting, form: AttachmentForm) -> str:
    return render_template("postings/files.html", posting=posting, form=form, most=attachments.MOST)


def _posting(code: str) -> Posting:
    return postings.find(db.session, code) or abort(HTTPStatus.NOT_FOUND)


def _attachment(attachment_id: int) -> Attachment:
    return db.session.get(Attachment, attachment_id) or abort(HTTPStatus.NOT_FOUND)
