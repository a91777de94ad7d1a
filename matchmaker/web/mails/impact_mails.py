"""Letters that ask what a transfer has brought: with a link that needs no account."""

from collections.abc import Iterable

from flask_babel import force_locale, gettext

from matchmaker.config import LANGUAGES
from matchmaker.web import impact_links, letters
from matchmaker.web.links import address_of, path_to
from models import ImpactCheck, User


def ask(check: ImpactCheck, people: Iterable[User], *, again: bool = False) -> None:
    """Write to ``people``, ``again`` where they did not answer; needs no request."""
    for person in people:
        language = person.language if person.language in LANGUAGES else LANGUAGES[0]
        with force_locale(language):
            subject = _subject(check, language, again=again)
            letters.write(
                person,
                "impact_question",
                subject,
                check=check,
                deal=check.deal,
                again=again,
                url=address_of(path_to("impact.show", token=impact_links.sign(check, person))),
                days=impact_links.VALID.days,
            )


def _subject(check: ImpactCheck, language: str, *, again: bool) -> str:
    title = check.deal.technology.title(language)
    if again:
        return gettext("Nhắc lại: “%(title)s” đã đem lại gì cho bạn?", title=title)
    return gettext("Hai phút: “%(title)s” đã đem lại gì cho bạn?", title=title)
