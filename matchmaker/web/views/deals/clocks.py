"""The clocks of a centre: how many days a deal may stay in each stage."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from matchmaker.services.deals import clocks
from matchmaker.services.errors import Incomplete
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.forms import numbers
from matchmaker.web.forms.fields import tidy_line
from matchmaker.web.views.deals.blueprint import bp
from models import DealStage, Organisation


@bp.get("/clocks", endpoint="clocks")
def show() -> str:
    """Show the days of every stage, and what the centre has set itself."""
    return _shown(_centre())


@bp.post("/clocks")
def adjust() -> str | Answer | tuple[str, int]:
    """Set the days of the stages; ``usual`` names the one that goes back to the usual days."""
    centre = _centre()
    typed = {stage: tidy_line(request.form.get(stage.value, "")) for stage in clocks.TIMED}
    usual = request.form.get("usual", "")
    days: dict[DealStage, int | None]
    if usual:
        days = {stage: None for stage in clocks.TIMED if usual in {stage.value, "all"}}
    else:
        days = {stage: _days(written) for stage, written in typed.items()}
    try:
        clocks.adjust(db.session, actor(), centre, days)
    except Incomplete as refusal:
        db.session.rollback()
        return _shown(centre, typed, refusal.fields), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("Đã lưu đồng hồ giai đoạn. Màu của các thương vụ đổi theo ngay."), "success")
    return redirect(url_for(".clocks"))


def _centre() -> Organisation:
    centre = actor().organisation
    require(Permission.CENTRE_LEAD, centre)
    return centre or abort(HTTPStatus.FORBIDDEN)


def _days(written: str) -> int | None:
    """Return the number typed; nothing typed asks for the usual days, nonsense is refused as 0."""
    return (numbers.whole(written) or 0) if written else None


def _shown(
    centre: Organisation,
    typed: dict[DealStage, str] | None = None,
    wrong: tuple[str, ...] = (),
) -> str:
    return render_template(
        "deals/clocks.html",
        usual=clocks.usual(db.session),
        own=clocks.of_centre(db.session, centre),
        typed=typed,
        wrong=wrong,
        factor=clocks.RED,
    )
