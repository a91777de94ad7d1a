"""The tables, in plain SQLAlchemy."""

from models.account import ADMINISTRATOR, Role, User, UserSession, WebAuthn
from models.base import VIETNAM, Base, local_today, now
from models.clock import StageClock
from models.conversation import Channel, IncomingMail, Message, Outcome, ReplyAddress
from models.deal import PATH, Deal, DealStage, NdaState
from models.deal_document import Audience, DealDocument, DocumentKind
from models.deal_event import DealEvent, DealEventKind
from models.deal_party import DealCredit, DealParty
from models.duty import ClearanceStep, DutyAnswer
from models.engine import reading
from models.errors import InvalidTransition
from models.impact import ImpactCheck, ImpactState
from models.mail import BouncedAddress, Mail, MailState
from models.match import INTERESTED, Answer, Match, MatchState, Party
from models.meeting import Meeting, MeetingGuest
from models.milestone import Milestone
from models.need import Disclosure, Need, Operator, Requirement, Source
from models.notification import (
    Notification,
    NotificationChoice,
    NotificationKind,
    NotificationSetting,
    Pace,
)
from models.organisation import MemberRole, Membership, Organisation, Side
from models.payment import Payment, PaymentKind, PaymentState
from models.posting import (
    LIFETIME,
    Attachment,
    Posting,
    PostingChange,
    PostingMove,
    PostingState,
    StateChange,
)
from models.record import AuditEntry
from models.stranger_letter import StrangerLetter
from models.technology import Benefit, Technology
from models.vocabulary import CodeCounter, VocabularyEntry
from models.weighting import Weighting

__all__ = [
    "ADMINISTRATOR",
    "INTERESTED",
    "LIFETIME",
    "PATH",
    "VIETNAM",
    "Answer",
    "Attachment",
    "Audience",
    "AuditEntry",
    "Base",
    "Benefit",
    "BouncedAddress",
    "Channel",
    "ClearanceStep",
    "CodeCounter",
    "Deal",
    "DealCredit",
    "DealDocument",
    "DealEvent",
    "DealEventKind",
    "DealParty",
    "DealStage",
    "Disclosure",
    "DocumentKind",
    "DutyAnswer",
    "ImpactCheck",
    "ImpactState",
    "IncomingMail",
    "InvalidTransition",
    "Mail",
    "MailState",
    "Match",
    "MatchState",
    "Meeting",
    "MeetingGuest",
    "MemberRole",
    "Membership",
    "Message",
    "Milestone",
    "NdaState",
    "Need",
    "Notification",
    "NotificationChoice",
    "NotificationKind",
    "NotificationSetting",
    "Operator",
    "Organisation",
    "Outcome",
    "Pace",
    "Party",
    "Payment",
    "PaymentKind",
    "PaymentState",
    "Posting",
    "PostingChange",
    "PostingMove",
    "PostingState",
    "ReplyAddress",
    "Requirement",
    "Role",
    "Side",
    "Source",
    "StageClock",
    "StateChange",
    "StrangerLetter",
    "Technology",
    "User",
    "UserSession",
    "VocabularyEntry",
    "WebAuthn",
    "Weighting",
    "local_today",
    "now",
    "reading",
]
