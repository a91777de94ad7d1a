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
    session.execute(
        update(Posting)
        .where(Posting.id == posting.id)
        .values(view_count=Posting.view_count + 1, updated_at=Posting.updated_at)
        .execution_options(synchronize_session=False)
    )
    return True
