"""Mails about deals: each in its reader's language, none naming who posted a blind need."""

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from matchmaker.config import LANGUAGES
from matchmaker.services import deals, identity, mail
from matchmaker.web.extensions import db
from models import Deal, User


def opened(deal: Deal) -> None:
    """Tell the people of both sides who follows the deal from now on."""
    for person in deals.parties(db.session, deal):
        language = person.language if person.language in LANGUAGES else LANGUAGES[0]
        with force_locale(language):
            mail.enqueue(
                db.session,
                person.email,
                gettext("%(code)s: đã có cán bộ trung tâm theo dõi", code=deal.code),
                render_template(
                    "emails/deal_opened.txt",
                    deal=deal,
                    need_title=_need_title(deal, person, language),
                    person=person,
                    home=current_app.config["BASE_URL"].rstrip("/"),
                ),
            )


def _need_title(deal: Deal, person: User, language: str) -> str:
    """Return the need's title; for everybody but its own people without the firm's name."""
    need = deal.need
    own = any(each.organisation_id == need.organisation_id for each in person.memberships)
    title = need.title(language)
    return title if own or not need.blind else identity.masked(title, need)
