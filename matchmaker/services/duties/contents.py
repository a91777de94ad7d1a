"""What a contract must contain: a checklist, each content under its version of the rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import timeline
from matchmaker.services.duties import answers
from matchmaker.services.errors import StaleEdit, UnknownCode
from models import Deal, DealEventKind, DutyAnswer, VocabularyEntry
from models.text import clean

CLAUSES = "contract_clauses"
PRESENT, ABSENT = "yes", "no"


@dataclass(frozen=True, slots=True)
class Content:
    """One content: the rule it was answered under, or is to be; and what is newer than that."""

    rule: VocabularyEntry
    answer: DutyAnswer | None = None
    newer: VocabularyEntry | None = None

    @property
    def is_present(self) -> bool:
        """Say whether the contract has it."""
        return self.answer is not None and self.answer.answer == PRESENT

    @property
    def versions(self) -> set[int]:
        """Return the versions of the rule that may be answered."""
        return {rule.id for rule in (self.rule, self.newer) if rule}

    @property
    def edition(self) -> str:
        """Name the state of the answer, for a form to send back."""
        return self.answer.at.isoformat() if self.answer else ""


def of(session: Session, deal: Deal) -> list[Content]:
    """Return the contents that the contract of ``deal`` must have, in the order of the law."""
    given = answers.given(session, deal, CLAUSES)
    return [
        _content(rule, given.get(rule.code)) for rule in answers.in_force(session, deal, CLAUSES)
    ]


def _content(rule: VocabularyEntry, answer: DutyAnswer | None) -> Content:
    if answer is None or answer.rule_id == rule.id:
        return Content(rule, answer)
    return Content(answer.rule, answer, newer=rule)


def present(contents: Sequence[Content]) -> int:
    """Count the contents that the contract has."""
    return sum(content.is_present for content in contents)


def answer(
    session: Session,
    actor: Actor,
    deal: Deal,
    rule_id: int,
    *,
    is_present: bool,
    note: str = "",
    edition: str,
) -> Content:
    """Say whether the contract has a content, under the version ``rule_id`` of its rule.

    Raises :class:`StaleEdit` where the answer is no longer the one of ``edition``.
    """
    answers.hold(session, deal)
    contents = of(session, deal)
    content = next((each for each in contents if rule_id in each.versions), None)
    if content is None:
        raise UnknownCode(CLAUSES, str(rule_id))
    if content.edition != edition:
        raise StaleEdit
    note = clean(note).strip()
    timeline.refuse_names(deal, {"note": note})
    rule = content.newer if content.newer and content.newer.id == rule_id else content.rule
    said = PRESENT if is_present else ABSENT
    kept = answers.give(session, actor, deal, rule, answer=said, note=note)
    audit.record(session, actor, "deal:content", deal.code, content=rule.code, present=is_present)
    changed = Content(rule, kept, None if rule is content.newer else content.newer)
    _tell_when_whole(deal, actor, contents, content, changed)
    return changed


def _tell_when_whole(
    deal: Deal, actor: Actor, contents: Sequence[Content], before: Content, after: Content
) -> None:
    """Tell the timeline of the last content that was missing, not of every tick."""
    others = [content for content in contents if content is not before]
    if after.is_present and not before.is_present and present(others) == len(others):
        whole = len(contents)
        answers.tell(deal, actor, DealEventKind.DUTY, contents=f"{whole}/{whole}")
