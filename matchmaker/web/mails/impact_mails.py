"""Letters that ask what a transfer has brought: with a link that needs no account."""

from collections.abc import Callable, Mapping

from flask_babel import gettext

from matchmaker.services.deals import impacts
from matchmaker.web import impact_links, letters
from matchmaker.web.extensions import db
from matchmaker.web.links import address_of, path_to
from matchmaker.web.locale import language
from models import ImpactCheck, ImpactState, Mail, Notification, NotificationKind, User


def _asked(told: Notification, person: User) -> Mail | None:
    """Ask, unless it was answered or asked again before this letter could leave."""
    check = impacts.find(db.session, told.detail["check"])
    if check is None or check.state is not ImpactState.ASKED or check.reminded_at is not None:
        return None
    title = check.deal.technology.title(language())
    return _letter(
        check, person, gettext("Hai phút: “%(title)s” đã đem lại gì cho bạn?", title=title)
    )


def _reminded(told: Notification, person: User) -> Mail | None:
    check = impacts.find(db.session, told.detail["check"])
    if check is None or check.state is not ImpactState.ASKED:
        return None
    title = check.deal.technology.title(language())
    subject = gettext("Nhắc lại: “%(title)s” đã đem lại gì cho bạn?", title=title)
    return _letter(check, person, subject, again=True)


LETTERS: Mapping[str, Callable[[Notification, User], Mail | None]] = {
    "impact_asked": _asked,
    "impact_reminded": _reminded,
}


def _letter(check: ImpactCheck, person: User, subject: str, *, again: bool = False) -> Mail:
    return letters.write(
        person,
        NotificationKind.IMPACT,
        "impact_question",
        subject,
        check=check,
        deal=check.deal,
        again=again,
        url=address_of(path_to("impact.show", token=impact_links.sign(check, person))),
        days=impact_links.VALID.days,
    )
