"""The tables, in plain SQLAlchemy."""

from models.account import ADMINISTRATOR, Role, User, UserSession, WebAuthn
from models.base import Base, now
from models.deal import PATH, Deal, DealDocument, DealEvent, DealEventKind, DealStage
from models.engine import reading
from models.errors import InvalidTransition
from models.match import INTERESTED, Answer, Match, MatchState, Party
from models.need import Disclosure, Need, Operator, Requirement, Source
from models.organisation import MemberRole, Membership, Organisation, Side
from models.posting import (
    LIFETIME,
    Attachment,
    Posting,
    PostingChange,
    PostingMove,
    PostingState,
    StateChange,
)
from models.record import AuditEntry, Mail
from models.technology import Benefit, Technology
from models.vocabulary import CodeCounter, VocabularyEntry
from models.weighting import Weighting

__all__ = [
    "ADMINISTRATOR",
    "INTERESTED",
    "LIFETIME",
    "PATH",
    "Answer",
    "Attachment",
    "AuditEntry",
    "Base",
    "Benefit",
    "CodeCounter",
    "Deal",
    "DealDocument",
    "DealEvent",
    "DealEventKind",
    "DealStage",
    "Disclosure",
    "InvalidTransition",
    "Mail",
    "Match",
    "MatchState",
    "MemberRole",
    "Membership",
    "Need",
    "Operator",
    "Organisation",
    "Party",
    "Posting",
    "PostingChange",
    "PostingMove",
    "PostingState",
    "Requirement",
    "Role",
    "Side",
    "Source",
    "StateChange",
    "Technology",
    "User",
    "UserSession",
    "VocabularyEntry",
    "WebAuthn",
    "Weighting",
    "now",
    "reading",
]
