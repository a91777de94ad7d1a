"""How often a posting was opened by other people."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor
from models import Posting


def count_visit(session: Session, actor: Actor, posting: Posting) -> bool:
    """Count one visit of a published posting; its own organisation does not count.

    The row's time and version stay as they are: looking at a posting does not change it.
    """
    if not posting.is_public or actor.belongs_to(posting.organisation_id):
        return False
    table = Posting.__table__
    session.execute(
        update(table)
        .where(table.c.id == posting.id)
        .values(view_count=table.c.view_count + 1, updated_at=table.c.updated_at)
    )
    return True
