"""The funnel of deals: how far, how fast, why not; every figure opens the deals behind it."""

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from matchmaker.services import duties
from matchmaker.services.deals import boards, funnel, groups
from matchmaker.services.permissions import Permission
from matchmaker.web import cohorts, deal_lists, funnels, spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.context import names
from matchmaker.web.extensions import db
from matchmaker.web.locale import language
from matchmaker.web.spreadsheets import KIND

bp = Blueprint("funnel", __name__, url_prefix="/figures/deals")


@bp.get("/")
def index() -> str:
    """Show how far the deals of a cohort came, why some were lost, and how parts of it compare."""
    require(Permission.FUNNEL_READ)
    filters, by, old = deal_lists.filters(), funnels.dimension(), cohorts.before()
    steps = funnel.steps(db.session, actor(), filters)
    losses = funnel.losses(db.session, actor(), filters)
    found = groups.compare(db.session, actor(), filters, by, before=old)
    whole = groups.total(db.session, actor(), filters)
    centres = _centres()
    waited = duties.waited(db.session, actor(), boards.conditions(actor(), filters))
    return render_template(
        "funnel/index.html",
        filters=filters,
        centres=centres,
        officers=boards.officers(db.session, actor()),
        places=names("provinces_63" if old else "provinces_34"),
        old=old,
        by=by,
        total=steps[0].reached,
        way=funnels.way(steps),
        way_charts=funnels.way_charts(steps),
        reasons=funnels.reasons(losses),
        blocked=funnels.blocked(*waited),
        reasons_chart=funnels.reasons_chart(losses),
        groups=funnels.breakdown(found, by, centres),
        whole=funnels.row(whole, _("Cộng"), {}),
        shared=sum(each.opened for each in found) > whole.opened,
        periods=funnels.periods(),
        page_url=funnels.page_url,
    )


@bp.get(f"/way.{KIND}")
def export_way(kind: str) -> Response:
    """Download how far the deals came, and how fast."""
    require(Permission.FUNNEL_READ)
    steps = funnel.steps(db.session, actor(), deal_lists.filters())
    return spreadsheets.download(kind, "pheu-thuong-vu", tables.funnels.WAY, steps)


@bp.get(f"/reasons.{KIND}")
def export_reasons(kind: str) -> Response:
    """Download why deals were lost."""
    require(Permission.FUNNEL_READ)
    losses = funnel.losses(db.session, actor(), deal_lists.filters())
    return spreadsheets.download(kind, "ly-do-khong-thanh", tables.funnels.REASONS, losses)


@bp.get(f"/blocked.{KIND}")
def export_blocked(kind: str) -> Response:
    """Download how long deals have waited for rights, and for whom."""
    require(Permission.FUNNEL_READ)
    where = boards.conditions(actor(), deal_lists.filters())
    _whole, found = duties.waited(db.session, actor(), where)
    return spreadsheets.download(kind, "ngay-vuong-quyen", tables.funnels.BLOCKED, found)


@bp.get(f"/groups.{KIND}")
def export_groups(kind: str) -> Response:
    """Download the comparison of centres, fields, provinces or periods."""
    require(Permission.FUNNEL_READ)
    filters, by = deal_lists.filters(), funnels.dimension()
    found = groups.compare(db.session, actor(), filters, by, before=cohorts.before())
    centres = _centres()
    labels = {each.key: funnels.label_of(each.key, by, centres)[0] for each in found}
    whole = groups.total(db.session, actor(), filters)
    columns = tables.funnels.groups([*found, whole], {**labels, groups.WHOLE: _("Cộng")})
    return spreadsheets.download(kind, "so-sanh", columns, [*found, whole])


def _centres() -> dict[str, str]:
    return {each.code: each.name(language()) for each in funnel.centres(db.session, actor())}
