"""The time for what decides when a mail is written and when it leaves."""

from datetime import UTC, datetime

from matchmaker.services import notifications, paces
from matchmaker.services.mails import mail
from models import VIETNAM

NOON = datetime(2026, 11, 27, 12, tzinfo=VIETNAM)
"""A Friday, so that no weekly mail is near."""


class Clock:
    """The time for everything about mails that asks :func:`models.now`."""

    def __init__(self, monkeypatch):
        self.moment = NOON
        for module, name in ((notifications, "now"), (paces, "this_moment"), (mail, "now")):
            monkeypatch.setattr(module, name, lambda: self.moment.astimezone(UTC))
