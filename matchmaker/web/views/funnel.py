"""The funnel of deals: how far, how fast, why not; every figure opens the deals behind it."""

from flask import Blueprint, render_template

from matchmaker.services import boards, funnel
from matchmaker.services.permissions import Permission
from matchmaker.web import cohorts, deal_lists, funnels
from matchmaker.web.access import actor, require
from matchmaker.web.context import names
from matchmaker.web.extensions import db
from matchmaker.web.locale import language

bp = Blueprint("funnel", __name__, url_prefix="/figures/deals")


@bp.get("/")
def index() -> str:
    """Show how far the deals of a cohort came, why some were lost, and how parts of it compare."""
    require(Permission.FUNNEL_READ)
    filters, by, old = deal_lists.filters(), funnels.dimension(), cohorts.before()
    steps = funnel.steps(db.session, actor(), filters)
    losses = funnel.losses(db.session, actor(), filters)
    groups = funnel.groups(db.session, actor(), filters, by, before=old)
    centres = {each.code: each.name(language()) for each in funnel.centres(db.session, actor())}
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
        reasons_chart=funnels.reasons_chart(losses),
        groups=funnels.breakdown(groups, by, centres),
        periods=funnels.periods(),
        page_url=funnels.page_url,
    )
