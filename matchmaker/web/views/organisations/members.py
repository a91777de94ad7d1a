"""Members: listed, invited, given another role, let go."""

from collections.abc import Callable

from flask import Response as File
from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from matchmaker.services import organisations
from matchmaker.services.deals import reassignments
from matchmaker.services.errors import LastOwner, NotAllowed
from matchmaker.services.people import members
from matchmaker.services.permissions import Permission
from matchmaker.web import invitations, spreadsheets, tables
from matchmaker.web.access import actor, require, signed_in
from matchmaker.web.extensions import db, limiter
from matchmaker.web.forms.fields import NOT_IN_LIST
from matchmaker.web.forms.organisation import InvitationForm, RoleForm
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.views.organisations.blueprint import Page, bp, load
from models import MemberRole, Membership, Organisation


@bp.get("/<code>/members", endpoint="members")
def list_members(code: str) -> str:
    """List who belongs to the organisation."""
    organisation = load(code)
    require(Permission.ORGANISATION_MEMBERS, organisation)
    return _members(organisation, InvitationForm())


@bp.get(f"/<code>/members.{KIND}")
def export_members(code: str, kind: str) -> File:
    """Download who belongs to the organisation."""
    organisation = load(code)
    require(Permission.ORGANISATION_MEMBERS, organisation)
    found = members.listed(db.session, organisation)
    name = f"thanh-vien-{organisation.code}"
    return spreadsheets.download(kind, name, tables.members.COLUMNS, found)


def _members(organisation: Organisation, form: InvitationForm) -> str:
    listed = members.listed(db.session, organisation)
    return render_template(
        "organisations/members.html",
        organisation=organisation,
        members=[(each, RoleForm(role=each.role.value, prefix=f"m{each.id}")) for each in listed],
        form=form,
    )


@bp.post("/<code>/members")
@limiter.limit("30 per hour")
def invite(code: str) -> Page:
    """Invite a person by e-mail; the answer is the same whether they have an account or not."""
    organisation = load(code)
    require(Permission.ORGANISATION_MEMBERS, organisation)
    form = InvitationForm()
    if not form.validate():
        return _members(organisation, form), 422
    role = MemberRole(form.role.data)
    members.invite(db.session, actor(), organisation, role)
    invitations.send(organisation, signed_in(), form.email.data, role)
    db.session.commit()
    flash(
        _("Đã gửi lời mời tới %(email)s. Lời mời có hiệu lực 7 ngày.", email=form.email.data),
        "success",
    )
    return redirect(url_for(".members", code=organisation.code))


def _member(code: str, membership_id: int) -> Membership:
    organisation = load(code)
    require(Permission.ORGANISATION_MEMBERS, organisation)
    return members.find(db.session, organisation, membership_id) or abort(404)


@bp.post("/<code>/members/<int:membership_id>")
def change_role(code: str, membership_id: int) -> Page:
    """Change what a member may do."""
    member = _member(code, membership_id)
    form = RoleForm(prefix=f"m{member.id}")
    if not form.validate():
        flash(str(NOT_IN_LIST), "error")
        return _members(member.organisation, InvitationForm(formdata=None)), 422
    role = MemberRole(form.role.data)
    return _answer(
        member,
        lambda: members.change_role(db.session, actor(), member, role),
        _("Đã đổi vai trò của %(name)s.", name=member.user.display_name),
    )


@bp.post("/<code>/members/<int:membership_id>/remove")
def remove_member(code: str, membership_id: int) -> Page:
    """End a membership."""
    member = _member(code, membership_id)
    return _answer(
        member,
        lambda: members.remove(db.session, actor(), member),
        _("%(name)s không còn là thành viên.", name=member.user.display_name),
    )


def _answer(member: Membership, change: Callable[[], None], done: str) -> Response:
    """Make the change, or say why not; who no longer owns is led to the organisation's page."""
    organisation, person = member.organisation, member.user
    code, own = organisation.code, person.id == signed_in().id
    try:
        change()
        db.session.commit()
        flash(done, "success")
    except LastOwner:
        db.session.rollback()
        flash(
            _("Tổ chức phải còn ít nhất một người quản lý. Hãy giao quyền cho người khác."),
            "error",
        )
        own = False
    held = 0 if own else reassignments.held_by_leaver(db.session, organisation, person)
    if held:
        flash(
            ngettext(
                "%(name)s đang giữ %(num)d thương vụ của trung tâm. Hãy giao lại ngay.",
                "%(name)s đang giữ %(num)d thương vụ của trung tâm. Hãy giao lại ngay.",
                held,
                name=person.display_name,
            ),
            "warning",
        )
        return redirect(url_for("deals.reassign", person=person.id, centre=code))
    return redirect(url_for(".show" if own else ".members", code=code))


@bp.get("/invitations/<token>")
def invitation(token: str) -> Page:
    """Show who invites; the person invited can say yes."""
    require(Permission.PAGE_READ)
    invited = invitations.read(token)
    organisation = organisations.find(db.session, invited.organisation) if invited else None
    if invited is None or organisation is None:
        return render_template("organisations/invitation_over.html"), 410
    user = actor().user
    return render_template(
        "organisations/invitation.html",
        organisation=organisation,
        role=invited.role,
        token=token,
        fits=user is not None and user.email == invited.email,
        here=url_for(".invitation", token=token),
    )


@bp.post("/invitations/<token>")
def join(token: str) -> Page:
    """Say yes to an invitation; only the person it was sent to can."""
    require(Permission.ACCOUNT_USE)
    invited = invitations.read(token)
    organisation = organisations.find(db.session, invited.organisation) if invited else None
    if invited is None or organisation is None:
        return render_template("organisations/invitation_over.html"), 410
    if signed_in().email != invited.email:
        abort(403)
    try:
        members.join(db.session, actor(), organisation, invited.role, invited.written)
    except NotAllowed:
        return render_template("organisations/invitation_over.html"), 410
    db.session.commit()
    flash(_("Bạn đã là thành viên của %(name)s.", name=organisation.name_vi), "success")
    return redirect(url_for(".show", code=organisation.code))
