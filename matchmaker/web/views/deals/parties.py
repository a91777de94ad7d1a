"""Parties: found by words of their names, added in their role, taken out again."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.services import organisations
from matchmaker.services.deals import parties as deal_parties
from matchmaker.services.errors import AlreadyThere, Incomplete, NamesFirm
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.errors import message_of
from matchmaker.web.extensions import db
from matchmaker.web.forms.deal_people import PartyForm
from matchmaker.web.locale import language
from matchmaker.web.views.deals.blueprint import again, bp, load
from matchmaker.web.views.deals.sheet import Page
from models import Deal, Organisation


@bp.get("/<code>/parties")
def parties(code: str) -> str:
    """Look for an organisation to add."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    return _asking(deal, request.args.get("q", ""), PartyForm(formdata=None))


@bp.post("/<code>/parties")
def add_party(code: str) -> Page:
    """Let an organisation take part."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    found = organisations.find(db.session, request.form.get("organisation", ""))
    form = PartyForm()
    if found is None:
        form.form_errors.append(_("Hãy tìm và chọn một tổ chức."))
    if found is None or not form.validate() or not _added(deal, found, form):
        query = found.name(language()) if found else request.form.get("organisation", "")
        return _asking(again(code), query, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("%(name)s nay tham gia thương vụ.", name=found.name(language())), "success")
    return redirect(url_for(".show", code=code, _anchor="parties"))


def _added(deal: Deal, organisation: Organisation, form: PartyForm) -> bool:
    try:
        if not form.role.data:
            raise Incomplete(["role"])
        deal_parties.add(db.session, actor(), deal, organisation, form.role.data)
    except Incomplete:
        form.role.errors = [_("Hãy chọn vai trò.")]
    except (AlreadyThere, NamesFirm) as refusal:
        form.role.errors = [message_of(refusal)]
    else:
        return True
    return False


@bp.post("/<code>/parties/<int:party_id>/remove")
def remove_party(code: str, party_id: int) -> Page:
    """End the part of an organisation."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    found = next((each for each in deal.parties if each.id == party_id), None)
    deal_parties.remove(db.session, actor(), deal, found or abort(HTTPStatus.NOT_FOUND))
    db.session.commit()
    flash(_("Đã cập nhật các bên tham gia."), "success")
    return redirect(url_for(".show", code=code, _anchor="parties"))


def _asking(deal: Deal, query: str, form: PartyForm) -> str:
    chosen = request.form.get("organisation", "")
    found = deal_parties.search(db.session, query)
    return render_template(
        "deals/parties.html", deal=deal, query=query, found=found, form=form, chosen=chosen
    )
