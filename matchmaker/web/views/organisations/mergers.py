"""A centre merged into another: what would move is shown, then confirmed."""

from datetime import date
from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from matchmaker.services import centres, organisations
from matchmaker.services.errors import Incomplete
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.forms.merger import MergerForm
from matchmaker.web.views.organisations.blueprint import Page, bp, load
from models import Organisation, local_today


@bp.get("/<code>/merge")
def ask_merge(code: str) -> str:
    """Show what belongs to the centre, and ask into which other one it goes."""
    return _asking(*_opened(code))


@bp.post("/<code>/merge")
def merge(code: str) -> Page:
    """Merge the centre into another; what moved is said on the other one's page."""
    centre, form = _opened(code)
    if not form.validate():
        return _asking(centre, form), HTTPStatus.UNPROCESSABLE_ENTITY
    into = organisations.find(db.session, form.into.data)
    try:
        centres.merge(db.session, actor(), centre, into or centre, form.on.data or date.max)
    except Incomplete as refusal:
        db.session.rollback()
        for name in refusal.fields:
            form[name].errors = [_("Hãy chọn lại mục này.")]
        return _asking(*_opened(code, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    name = centre.name_vi
    flash(_("%(name)s đã sáp nhập vào trung tâm này.", name=name), "success")
    return redirect(url_for(".show", code=form.into.data))


def _opened(code: str, form: MergerForm | None = None) -> tuple[Organisation, MergerForm]:
    centre = load(code)
    require(Permission.CENTRE_MERGE, centre)
    form = form or MergerForm(data={"on": local_today()})
    form.offer(centres.others(db.session, centre))
    return centre, form


def _asking(centre: Organisation, form: MergerForm) -> str:
    return render_template(
        "organisations/merge.html",
        organisation=centre,
        form=form,
        belongings=centres.belongings(db.session, centre),
    )
