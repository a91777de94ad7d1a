"""Refusals and faults, as pages in the reader's language."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, flash, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from matchmaker.services import errors
from matchmaker.web import limits
from matchmaker.web.access import forget_person
from matchmaker.web.extensions import db
from matchmaker.web.words import duty_words, file_words

_PAGES = {400, 401, 403, 404, 405, 409, 410, 413, 415, 429, 500, 503}
_KEPT_HEADERS = {"Allow", "Content-Range", "Retry-After"}
_log = structlog.get_logger()


def message_of(error: Exception) -> str:  # noqa: C901 - one case an error
    """Say what a service refused, and what to do about it."""
    match error:
        case errors.StaleEdit() | StaleDataError():
            return _("Bản ghi vừa được người khác lưu. Hãy xem nội dung mới rồi sửa lại.")
        case errors.AlreadyTaken():
            return _("%(centre)s đã nhận gợi ý này trước bạn.", centre=error.by)
        case errors.Incomplete():
            return _("Còn thiếu: %(fields)s.", fields=", ".join(error.fields))
        case errors.UnknownCode():
            return _("Mã “%(code)s” không có trong danh mục.", code=error.code)
        case errors.InvalidFile():
            return file_words.refusal(error)
        case errors.NamesFirm():
            return _("Tin ẩn danh không được nêu tên, địa chỉ hay cách liên hệ của tổ chức.")
        case errors.RightsUnsettled():
            return duty_words.unsettled(error)
        case errors.InvalidTransition():
            return _("%(code)s không còn ở trạng thái cho phép việc này.", code=error.code)
        case _:
            return _about_people(error)


def _about_people(error: Exception) -> str:
    match error:
        case errors.AlreadyThere():
            return _("%(name)s đã có trong thương vụ này.", name=error.name)
        case errors.NotWhole():
            return _(
                "Tỷ lệ của các trung tâm phải cộng lại bằng 100 và có phần của trung tâm theo dõi; "
                "hiện cộng được %(total)s.",
                total=error.total,
            )
        case _:
            return _("Bạn không có quyền làm việc này.")


def _status(error: Exception) -> int:
    match error:
        case errors.NotAllowed():
            return HTTPStatus.FORBIDDEN
        case (
            errors.Incomplete()
            | errors.UnknownCode()
            | errors.InvalidFile()
            | errors.NamesFirm()
            | errors.NotWhole()
        ):
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case _:
            return HTTPStatus.CONFLICT


def page(status: int, message: str = "", deal: str = "") -> Response:
    """Return the error page of ``status``, with what exactly was wrong, and the way to ``deal``.

    Where the database cannot even say who is reading, the page is that of a visitor.
    """
    try:
        db.session.rollback()
        return _rendered(status, message, deal)
    except SQLAlchemyError:
        forget_person()
        return _rendered(status, message, deal)


def _rendered(status: int, message: str, deal: str) -> Response:
    unprocessable = status == HTTPStatus.UNPROCESSABLE_ENTITY
    shown = status if status in _PAGES else (409 if unprocessable else 400)
    html = render_template(f"errors/{shown}.html", message=message, status=status, deal=deal)
    return make_response(html, status)


def _refused(error: Exception) -> Response:
    code = error.code if isinstance(error, errors.InvalidTransition) else ""
    return page(_status(error), message_of(error), code if code.startswith("TV-") else "")


def _http(error: HTTPException) -> Response:
    if error.response is not None and error.code is None:
        return make_response(error.response)
    message = limits.excess() if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else ""
    response = page(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, message)
    told = dict(error.get_headers())
    response.headers.update({name: told[name] for name in _KEPT_HEADERS & told.keys()})
    return response


def _busy(error: OperationalError) -> Response:
    _log.warning("database is busy or out of reach", path=request.path, error=str(error.orig))
    return page(HTTPStatus.SERVICE_UNAVAILABLE)


def _unexpected(error: Exception) -> Response:
    _log.error("unexpected error", path=request.path, exc_info=error)
    return page(HTTPStatus.INTERNAL_SERVER_ERROR)


def _forged(_error: CSRFError) -> Response:
    return page(
        HTTPStatus.BAD_REQUEST,
        _("Biểu mẫu đã quá hạn. Hãy quay lại, tải lại trang và gửi lại; nội dung đã gõ vẫn còn."),
    )


def flash_refusal(error: Exception) -> None:
    """Show on the next page what a service refused."""
    flash(message_of(error), "error")


def init_app(app: Flask) -> None:
    """Register the handlers; unexpected faults keep their traceback while testing or debugging."""
    for kind in (errors.DomainError, errors.InvalidTransition, StaleDataError):
        app.register_error_handler(kind, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    if not app.testing and not app.config["DEBUG"]:
        app.register_error_handler(Exception, _unexpected)
