"""The blueprint, and what all its views do: find a deal, and say what was wrong with a form."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_file
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from matchmaker.services.errors import Incomplete, InvalidFile, NamesFirm, RightsUnsettled
from matchmaker.services.files import uploads
from matchmaker.services.files.uploads import StoredFile
from matchmaker.services.permissions import Permission
from matchmaker.web.access import require
from matchmaker.web.errors import message_of
from matchmaker.web.extensions import db
from models import Deal

MOST_AT_ONCE = 10
bp = Blueprint("deals", __name__, url_prefix="/deals")


def load(code: str, permission: Permission) -> Deal:
    """Return the deal that the viewer may see or follow; 404, or 403."""
    deal = db.session.scalar(select(Deal).where(Deal.code == code)) or abort(HTTPStatus.NOT_FOUND)
    require(permission, deal)
    return deal


def again(code: str) -> Deal:
    """Forget what was not saved, and read the deal as it is stored."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Deal).where(Deal.code == code)).one()


def is_kept(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Do ``act``; what it refuses is said at the fields of ``form``."""
    try:
        act()
    except Incomplete as refusal:
        wrong = {name: _("Hãy điền mục này.") for name in refusal.fields}
    except NamesFirm as refusal:
        wrong = {
            name: _(
                "Bên cầu đăng ẩn danh: hãy bỏ “%(words)s”, hoặc dùng ghi chú riêng.", words=words
            )
            for name, words in refusal.fields.items()
        }
    except InvalidFile as refusal:
        wrong = {name: message_of(refusal) for name in ("minutes_file", "document")}
    except RightsUnsettled as refusal:
        form.form_errors.append(message_of(refusal))
        return False
    else:
        return True
    for name in wrong.keys() & {field.short_name for field in form}:
        form[name].errors = [*form[name].errors, wrong[name]]
    return False


def stored(file: FileStorage | None) -> StoredFile | None:
    """Check and keep an uploaded file; nothing where none was chosen."""
    if file is None or not file.filename:
        return None
    data = file.read(uploads.LARGEST + 1)
    return uploads.store(current_app.config["UPLOADS"], file.filename, data, uploads.DOCUMENTS)


def sorted_out(sent: Sequence[FileStorage | None]) -> tuple[list[StoredFile], list[str]]:
    """Keep the files that are sound; return them, and why the others are not."""
    kept, refused = [], []
    for at, each in enumerate(sent):
        try:
            if at >= MOST_AT_ONCE:
                raise InvalidFile(uploads.safe_name(each.filename or "" if each else ""), "count")
            if (file := stored(each)) is not None:
                kept.append(file)
        except InvalidFile as error:
            refused.append(message_of(error))
    return kept, refused


def sent(folder: Path, name: str, media_type: str, sha256: str, *, as_attachment: bool) -> Response:
    """Send a stored file to those who may read it, and to no cache that others share."""
    path = uploads.path_of(folder, sha256)
    if not path.is_file():
        abort(HTTPStatus.NOT_FOUND)
    response = send_file(
        path,
        mimetype=media_type,
        as_attachment=as_attachment,
        download_name=name,
        etag=sha256,
        conditional=True,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response
