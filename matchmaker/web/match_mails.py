"""Mails about matches: each in its reader's language, none naming who posted a blind need."""

from flask import current_app, render_template
from flask_babel import force_locale, get_locale, gettext

from matchmaker.config import LANGUAGES
from matchmaker.services import identity, mail
from matchmaker.services.answers import News
from matchmaker.web.extensions import db
from models import Party, User


def announce(news: News) -> None:
    """Write to everybody who should hear of ``news``."""
    for person in news.readers:
        with force_locale(person.language if person.language in LANGUAGES else LANGUAGES[0]):
            _write(news, person)


def _write(news: News, person: User) -> None:
    kind = "centre" if news.to_centre else "interest"
    subject = {
        "centre": gettext(
            "%(code)s: hai bên đều quan tâm, chờ trung tâm", code=news.match.need.code
        ),
        "interest": gettext("%(code)s: bên kia quan tâm đến gợi ý ghép nối", code=_own_code(news)),
    }
    text = render_template(
        f"emails/match_{kind}.txt",
        news=news,
        match=news.match,
        need_title=_need_title(news),
        person=person,
        by_demand=news.by is Party.DEMAND,
        home=current_app.config["BASE_URL"].rstrip("/"),
    )
    mail.enqueue(db.session, person.email, subject[kind], text)


def _own_code(news: News) -> str:
    """Return the code of the posting that the readers know as theirs."""
    return news.match.technology.code if news.by is Party.DEMAND else news.match.need.code


def _need_title(news: News) -> str:
    """Return the need's title; for everybody but its own people without the firm's name."""
    need = news.match.need
    title = need.title(str(get_locale()))
    own = news.by is Party.SUPPLY and not news.to_centre
    return title if own or not need.blind else identity.masked(title, need)
