"""The words of a conversation: who says something, and to whom it goes."""

from collections.abc import Iterable

from flask_babel import gettext as _

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from matchmaker.services.deals.conversation import Author
from matchmaker.services.deals.participants import Part, Participant
from matchmaker.services.errors import NamesFirm
from matchmaker.web.locale import language
from models import Deal


def side(part: Part | None) -> str:
    """Return what a side is called."""
    match part:
        case Part.DEMAND:
            return _("Bên cầu")
        case Part.SUPPLY:
            return _("Bên cung")
        case Part.PARTY:
            return _("Bên tham gia")
        case _:
            return ""


def who(author: Author) -> str:
    """Return who wrote a message."""
    if author.hidden:
        return anonymous() if author.part is Part.DEMAND else _("Người đã rời thương vụ")
    return author.name or _("Người đã rời thương vụ")


def standing(author: Author) -> str:
    """Return for whom the author writes: the organisation, and its side unless its name says it."""
    if author.hidden or author.organisation is None:
        return ""
    name = author.organisation.name(language())
    return name if author.part is Part.CENTRE else f"{side(author.part)}, {name}"


def anonymous() -> str:
    """Return what the side that needs is called where its name is hidden."""
    return _("Bên cầu (ẩn danh)")


def addressees(reader: Actor, deal: Deal, people: Iterable[Participant]) -> list[tuple[str, str]]:
    """Return to whom a message of ``reader`` goes: organisations, and their people by name."""
    known = identity.is_known(reader, deal.need)
    found: dict[str, list[str]] = {}
    for each in people:
        if each.user is reader.user:
            continue
        if each.part is Part.DEMAND and not known:
            found.setdefault(anonymous(), [])
        else:
            organisation = each.membership.organisation.name(language())
            found.setdefault(organisation, []).append(each.user.display_name)
    return [(organisation, ", ".join(names)) for organisation, names in found.items()]


def naming(refusal: NamesFirm) -> str:
    """Say which words tell who the hidden side is."""
    return _(
        "Bên cầu đăng ẩn danh và có bên chưa được biết tên: hãy bỏ “%(words)s”.",
        words=refusal.fields["message"],
    )


def outsider() -> str:
    """Return what somebody is called who takes no part in the deal."""
    return _("Người ngoài thương vụ")


def let_in(author: Author, outsider: str) -> str:
    """Say that a message is an outsider's mail, whose, and who let it in; with what may be said."""
    return _(
        "nhận qua e-mail từ %(address)s, do %(officer)s đưa vào",
        address=outsider or _("một địa chỉ không hiện"),
        officer=author.name or _("cán bộ trung tâm"),
    )
