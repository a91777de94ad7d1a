"""What every page knows: vocabulary names, the main navigation and the person's organisations."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from matchmaker.services import bell, vocabularies
from matchmaker.services.permissions import Permission, allows
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.locale import language
from models import Organisation


def names(vocabulary: str) -> Mapping[str, str]:
    """Return the names of ``vocabulary`` by code in the reader's language, read once a request."""
    known: dict[tuple[str, str], Mapping[str, str]] = g.setdefault("vocabularies", {})
    key = (vocabulary, language())
    if key not in known:
        known[key] = vocabularies.names(db.session, *key)
    return known[key]


def name_of(code: object, vocabulary: str) -> str:
    """Return the name of ``code``, the code itself where the vocabulary lost it; for templates."""
    return names(vocabulary).get(str(code), str(code)) if code not in {None, ""} else ""


def _entry(endpoint: str, label: str, icon: str) -> dict[str, Any]:
    url = url_for(endpoint)
    return {
        "endpoint_url": url,
        "label": label,
        "icon": icon,
        "active": False,
        "badge": None,
    }


def navigation() -> list[dict[str, Any]]:
    """Return the main navigation of the viewer, most used first."""
    acting = actor()
    entries = []
    if allows(acting, Permission.INBOX_READ):
        entries.append(_entry("deals.monday", _("Việc tuần này"), "calendar"))
        entries.append(_entry("inbox.index", _("Việc chờ"), "inbox"))
    elif allows(acting, Permission.FIGURES_READ):
        entries.append(_entry("deals.monday", _("Đứng quá lâu"), "clock"))
    if acting.supplies or acting.demands:
        entries.append(_entry("postings.mine", _("Tin của tôi"), "list"))
    if acting.membership is not None:
        entries.append(_entry("deals.index", pgettext("navigation", "Thương vụ"), "briefcase"))
    entries.append(_entry("technologies.index", pgettext("navigation", "Công nghệ"), "bulb"))
    entries.append(_entry("needs.index", pgettext("navigation", "Nhu cầu"), "target"))
    entries.append(_entry("organisations.index", pgettext("navigation", "Tổ chức"), "building"))
    if allows(acting, Permission.FIGURES_READ):
        entries.append(_entry("figures.index", _("Số liệu"), "chart-bar"))
    elif allows(acting, Permission.FUNNEL_READ):
        entries.append(_entry("funnel.index", _("Số liệu"), "chart-bar"))
    if allows(acting, Permission.AUDIT_READ):
        entries.append(_entry("admin.index", _("Quản trị"), "settings"))
    return _marked(entries)


def _marked(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the entry that leads nearest to this page."""
    above = [each for each in entries if request.path.startswith(each["endpoint_url"])]
    if above:
        max(above, key=lambda each: len(each["endpoint_url"]))["active"] = True
    return entries


def rung() -> bell.Bell:
    """Return what the viewer has not read yet; read once a page, for templates."""
    if "bell" not in g:
        user = actor().user
        g.bell = bell.of(db.session, user) if user else bell.Bell(0, address_bounces=False)
    found: bell.Bell = g.bell
    return found


def _page_context() -> dict[str, Any]:
    acting = actor()
    organisation = acting.organisation
    memberships = acting.user.memberships if acting.user else []
    return {
        "navigation": navigation(),
        "acting_organisation": _shown(organisation) if organisation else None,
        "acting_organisations": [_shown(membership.organisation) for membership in memberships],
        "account_links": [
            {"url": url_for("account.show"), "label": _("Tài khoản của tôi"), "icon": "user"},
            {"url": url_for("choices.show"), "label": _("Cách nhận thư"), "icon": "mail"},
        ],
        "sign_in_url": url_for("security.login"),
        "register_url": url_for("security.register"),
        "sign_out_url": url_for("security.logout"),
        "acting_for_url": url_for("account.act_for"),
        "search_url": url_for("home.search"),
    }


def _shown(organisation: Organisation) -> dict[str, Any]:
    name = organisation.name(language())
    return {
        "id": organisation.id,
        "name": name,
        "short_name": organisation.short_name or name,
    }


def init_app(app: Flask) -> None:
    """Give the names and the page context to templates."""
    app.add_template_filter(name_of)
    app.add_template_global(names)
    app.add_template_global(rung)
    app.context_processor(_page_context)
