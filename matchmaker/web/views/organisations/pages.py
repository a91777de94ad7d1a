"""Organisations: listed, shown, registered, changed, verified."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from matchmaker.services import catalogue, organisations, responses
from matchmaker.services.errors import StaleEdit
from matchmaker.services.mails import mail
from matchmaker.services.people import members
from matchmaker.services.permissions import Permission
from matchmaker.web import cards, spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.errors import message_of
from matchmaker.web.extensions import db
from matchmaker.web.forms.organisation import (
    OrganisationForm,
    VerificationForm,
    WithdrawalForm,
)
from matchmaker.web.organisations import listing_page
from matchmaker.web.paging import address
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.views.organisations.blueprint import Page, bp, load
from models import Organisation

_POSTINGS_SHOWN = 6


@bp.get("/")
def index() -> str:
    """Browse and search organisations."""
    require(Permission.ORGANISATION_READ)
    asked, notes = organisations.read(db.session, request.args.to_dict(flat=False))
    listing = organisations.browse(db.session, asked)
    province = actor().centre_province
    waiting = organisations.unverified_in(db.session, province) if province else 0
    return render_template(
        "organisations/index.html",
        waiting=waiting,
        province=province,
        **listing_page(listing, asked, notes),
    )


@bp.get(f"/list.{KIND}")
def export(kind: str) -> Response:
    """Download the list."""
    require(Permission.ORGANISATION_READ)
    criteria, _notes = organisations.read(db.session, request.args.to_dict(flat=False))
    found = organisations.every(db.session, criteria)
    return spreadsheets.download(kind, "to-chuc", tables.organisations.COLUMNS, found)


@bp.get("/<code>")
def show(code: str) -> str:
    """Show an organisation, and what it has published under its name."""
    organisation = load(code)
    require(Permission.ORGANISATION_READ, organisation)
    return _show(organisation)


def _show(
    organisation: Organisation,
    verification: VerificationForm | None = None,
    withdrawal: WithdrawalForm | None = None,
) -> str:
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        published=[_published(organisation, side) for side in catalogue.SORTS],
        verification=verification or VerificationForm(),
        withdrawal=withdrawal or WithdrawalForm(),
        record=responses.of(db.session, [organisation.id]).get(organisation.id),
    )


def _published(organisation: Organisation, side: catalogue.Side) -> dict[str, Any]:
    """Return the newest postings of one side; blind needs only for those let in."""
    criteria = catalogue.Criteria(side, organisation=organisation.code, size=_POSTINGS_SHOWN)
    listing = catalogue.browse(db.session, actor(), criteria, counts=False)
    noun = "technologies" if side == "technology" else "needs"
    return {
        "side": side,
        "views": cards.cards(listing.postings),
        "total": listing.total,
        "url": address(url_for(f"{noun}.index"), [("organisation", organisation.code)]),
    }


@bp.get("/new")
def new() -> str:
    """Ask what the organisation is."""
    require(Permission.ORGANISATION_CREATE)
    return render_template("organisations/new.html", form=OrganisationForm(), similar=[])


@bp.post("/")
def create() -> Page:
    """Register an organisation, after showing those that may be the same one."""
    require(Permission.ORGANISATION_CREATE)
    form = OrganisationForm()
    if not form.validate():
        return render_template("organisations/new.html", form=form, similar=[]), 422
    typed = form.fields()
    if not form.sure.data:
        alike = organisations.similar(
            db.session, typed["name_vi"], typed["tax_code"], typed["province"]
        )
        if alike:
            return render_template("organisations/new.html", form=form, similar=alike), 409
    organisation = organisations.register(db.session, actor(), typed)
    db.session.commit()
    if organisation.org_type in organisations.RESERVED:
        flash(_("Đã đăng ký tổ chức. Hãy mời người quản lý của tổ chức."), "success")
        return redirect(url_for(".members", code=organisation.code))
    flash(_("Đã đăng ký tổ chức. Từ bây giờ bạn làm việc thay mặt tổ chức này."), "success")
    return redirect(url_for(".show", code=organisation.code))


@bp.get("/<code>/edit")
def edit(code: str) -> str:
    """Change what an organisation says of itself."""
    organisation = load(code)
    require(Permission.ORGANISATION_EDIT, organisation)
    return _edit(organisation, OrganisationForm(organisation=organisation))


def _edit(organisation: Organisation, form: OrganisationForm, saved: Any = None) -> str:
    return render_template(
        "organisations/edit.html", organisation=organisation, form=form, saved=saved
    )


@bp.post("/<code>")
def update(code: str) -> Page:
    """Save the change; a stale one is shown beside what is saved now."""
    organisation = load(code)
    require(Permission.ORGANISATION_EDIT, organisation)
    form = OrganisationForm(organisation=organisation)
    if not form.validate():
        return _edit(organisation, form), 422
    try:
        version = form.version.data or 0
        lapsed = organisations.change(db.session, actor(), organisation, version, form.fields())
        db.session.commit()
    except (StaleEdit, StaleDataError) as error:
        return _stale(code, form, error), 409
    flash(_("Đã lưu thông tin tổ chức."), "success")
    if lapsed:
        flash(
            _("Tên, mã số thuế, loại hình hoặc tỉnh đã đổi nên tổ chức cần được xác minh lại."),
            "warning",
        )
    return redirect(url_for(".show", code=organisation.code))


def _stale(code: str, form: OrganisationForm, error: Exception) -> str:
    """Keep what was typed, show what is saved, and let the next save be on top of that."""
    db.session.rollback()
    organisation = load(code)
    flash(message_of(error), "error")
    differing = [
        (field.label.text, getattr(organisation, name))
        for name, value in form.fields().items()
        if (field := form[name])
        and (getattr(organisation, name) or "") != (value or "")
        and isinstance(getattr(organisation, name), str)
    ]
    form.version.raw_data, form.version.data = None, organisation.version
    return _edit(organisation, form, differing)


@bp.post("/<code>/verify")
def verify(code: str) -> Page:
    """Note that the organisation is what it says, and how one knows."""
    organisation = load(code)
    require(Permission.ORGANISATION_VERIFY, organisation)
    form = VerificationForm()
    if not form.validate():
        return _show(organisation, verification=form), 422
    organisations.verify(db.session, actor(), organisation, form.how.data)
    _tell_owners(organisation, "verified", "")
    db.session.commit()
    flash(_("Đã ghi nhận tổ chức được xác minh."), "success")
    return redirect(url_for(".show", code=organisation.code))


@bp.post("/<code>/unverify")
def unverify(code: str) -> Page:
    """Take the verification back; the owners are told why."""
    organisation = load(code)
    require(Permission.ORGANISATION_VERIFY, organisation)
    form = WithdrawalForm()
    if not form.validate():
        return _show(organisation, withdrawal=form), 422
    organisations.unverify(db.session, actor(), organisation, form.reason.data)
    _tell_owners(organisation, "unverified", form.reason.data)
    db.session.commit()
    flash(_("Đã rút xác minh và báo cho người quản lý của tổ chức."), "success")
    return redirect(url_for(".show", code=organisation.code))


def _tell_owners(organisation: Organisation, what: str, reason: str) -> None:
    for owner in members.owners(db.session, organisation):
        with force_locale(owner.language):
            name = organisation.name(owner.language)
            subject = (
                _("%(name)s đã được xác minh", name=name)
                if what == "verified"
                else _("%(name)s không còn được xác minh", name=name)
            )
            text = render_template(
                f"emails/organisation_{what}.txt",
                organisation=organisation,
                reason=reason,
                to=owner,
            )
            mail.enqueue(db.session, owner.email, subject, text)
