"""Lists of organisations as pages: cards, filters with counts, what is on."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from matchmaker.services.organisations import Criteria, Listing
from matchmaker.web import cards, wording
from matchmaker.web.catalogue import group_label, note_text
from matchmaker.web.context import names
from matchmaker.web.paging import Page, address, without
from models.text import sort_key

_VOCABULARIES = {"type": "org_types", "province": "provinces_34"}


def listing_page(listing: Listing, asked: Criteria, notes: list[Any]) -> dict[str, Any]:
    """Return what ``organisations/index.html`` shows of ``listing``."""
    path = url_for("organisations.index")
    criteria = listing.criteria
    pairs = criteria.arguments()
    texts = [note_text(note) for note in notes]
    if criteria.page != asked.page:
        texts.append(_("Danh sách chỉ có %(pages)s trang: đây là trang cuối.", pages=listing.pages))
    return {
        "listing": listing,
        "views": [cards.organisation_card(each) for each in listing.organisations],
        "page": Page(criteria.page, listing.pages, listing.total, path, pairs),
        "groups": [
            _group(group, counts, criteria.filters.get(group, ()))
            for group, counts in listing.counts.items()
        ],
        "chosen": [
            {
                "label": _value_label(group, value),
                "url": address(path, without(pairs, group, value)),
            }
            for group, values in criteria.filters.items()
            for value in values
        ],
        "clear_url": address(path, [("q", criteria.query)] if criteria.query else []),
        "notes": texts,
        "path": path,
    }


def _group(group: str, counts: Mapping[str, int], chosen: tuple[str, ...]) -> dict[str, Any]:
    options = [
        {
            "value": value,
            "label": _value_label(group, value),
            "count": counts.get(value, 0),
            "selected": value in chosen,
        }
        for value in {*counts, *chosen}
    ]
    options.sort(key=lambda option: sort_key(str(option["label"])))
    return {
        "name": group,
        "label": group_label(group),
        "open": group == "type",
        "options": options,
    }


def _value_label(group: str, value: str) -> str:
    if group == "verified":
        return _("Đã xác minh") if value == "yes" else _("Chưa xác minh")
    if group == "side":
        return wording.word_for(value, "organisation_side")
    return names(_VOCABULARIES[group]).get(value, value)
