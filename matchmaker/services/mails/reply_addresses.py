"""The addresses by which people answer within a deal: ``reply+<token>@…``, one a person and deal.

The token cannot be guessed, so whoever writes to it has had a mail of ours in hand.
"""

import re
import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Deal, ReplyAddress, User

_TOKEN_BYTES = 16


def of(session: Session, deal: Deal, people: Iterable[User]) -> dict[int, ReplyAddress]:
    """Return the reply addresses of ``people`` in ``deal`` by person, made where missing."""
    wanted = [person.id for person in people]
    known = session.scalars(
        select(ReplyAddress).where(
            ReplyAddress.deal_id == deal.id, ReplyAddress.user_id.in_(wanted)
        )
    )
    found = {each.user_id: each for each in known}
    fresh = [
        ReplyAddress(deal_id=deal.id, user_id=person, token=secrets.token_hex(_TOKEN_BYTES))
        for person in wanted
        if person not in found
    ]
    session.add_all(fresh)
    session.flush()
    return {**found, **{each.user_id: each for each in fresh}}


def written(mailbox: str, address: ReplyAddress) -> str:
    """Return ``address`` as a mail program takes it, at the ``mailbox`` of the settings.

    >>> written("reply@match.example.org", ReplyAddress(token="abc"))
    'reply+abc@match.example.org'
    """
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}+{address.token}@{domain}"


def tokens(mailbox: str, recipients: Iterable[str]) -> list[str]:
    """Return the tokens that ``recipients`` hold, in their order; mail servers change the case.

    >>> tokens("reply@a.vn", ["An <an@b.vn>, Reply+" + "0f" * 16 + "@A.VN"])
    ['0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f']
    """
    local, _at, domain = mailbox.lower().rpartition("@")
    length = _TOKEN_BYTES * 2
    pattern = (
        rf"(?<![\w.+-]){re.escape(local)}\+([0-9a-f]{{{length}}})@{re.escape(domain)}(?![\w.-])"
    )
    return list(dict.fromkeys(re.findall(pattern, " ".join(recipients).lower())))


def find(session: Session, tokens: Iterable[str]) -> ReplyAddress | None:
    """Return the reply address that one of ``tokens`` belongs to."""
    return session.scalars(
        select(ReplyAddress)
        .where(ReplyAddress.token.in_(list(tokens)))
        .options(joinedload(ReplyAddress.deal), joinedload(ReplyAddress.user))
        .order_by(ReplyAddress.id)
        .limit(1)
    ).first()
