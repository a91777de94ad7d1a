"""Mails about deals: each in its reader's language, none naming who posted a blind need."""

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from matchmaker.config import LANGUAGES
from matchmaker.services import deals, mail
from matchmaker.web.extensions import db
from models import Deal


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
                    person=person,
                    home=current_app.config["BASE_URL"].rstrip("/"),
                ),
            )
