"""The demonstration's accounts: one of every role, one password."""

from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.services import paces
from matchmaker.services.people import users
from matchmaker.services.seed.rows import Row, read, yes
from models import Deal, MemberRole, Membership, Organisation, User

DEMONSTRATION_PASSWORD = "matchmaker-demo"  # noqa: S105 - `make demo` prints it


def accounts(folder: Path) -> list[Row]:
    """Return the rows of ``accounts.csv``: e-mail, name, organisation, role, a note."""
    return read(folder / "accounts.csv")


def demonstration_accounts(session: Session, folder: Path) -> list[str]:
    """Return the demonstration addresses that have an account in this database."""
    addresses = [row["email"] for row in accounts(folder)]
    return list(session.scalars(select(User.email).where(User.email.in_(addresses))))


def load_accounts(session: Session, folder: Path) -> int:
    """Add the accounts that are not there yet; return how many.

    Not those of an organisation that came to the first content after this database was filled.
    """
    known = set(demonstration_accounts(session, folder))
    names = {"", *session.scalars(select(Organisation.name_vi))}
    new = [
        row
        for row in accounts(folder)
        if row["email"] not in known and row["organisation"] in names
    ]
    for row in new:
        user = users.add(
            session,
            row["email"],
            DEMONSTRATION_PASSWORD,
            name=row["name"],
            administrator=yes(row["administrator"]),
        )
        _join(session, user, row)
        paces.keep_quiet(session, user, 0, 0)  # a demonstration shows its mails in the evening too
    session.flush()
    return len(new)


def _join(session: Session, user: User, row: Row) -> None:
    organisation = session.scalar(
        select(Organisation).where(Organisation.name_vi == row["organisation"])
    )
    if organisation is not None:
        user.memberships.append(Membership(organisation=organisation, role=MemberRole(row["role"])))
        _take_over(session, user, organisation)


def _take_over(session: Session, user: User, organisation: Organisation) -> None:
    """Give the centre's deals that nobody follows yet to its first officer."""
    session.flush()
    session.execute(
        update(Deal)
        .where(Deal.centre_id == organisation.id, Deal.officer_id.is_(None))
        .values(officer_id=user.id)
    )
    session.execute(
        update(Deal)
        .where(Deal.centre_id == organisation.id, Deal.next_step != "")
        .values(next_step_owner_id=user.id)
    )
