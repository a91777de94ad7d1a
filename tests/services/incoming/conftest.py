"""A deal whose people may be written to by mail, and the way a mail server hands mails over."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from matchmaker.services.incoming import receiving
from matchmaker.services.incoming.receiving import Mailbox
from models import ReplyAddress
from tests.services.incoming.written import KHUE, TOKEN

MAILS = Path(__file__).with_name("mails")


@pytest.fixture
def mailbox(tmp_path):
    return Mailbox("reply@match.example.org", "mx.match.vn", tmp_path)


@pytest.fixture
def world(session, factories):
    """A deal, its officer, the institute's person and the firm's, who has a reply address."""
    officer = factories.member("centre", name_vi="Trung tâm Cần Thơ")
    deal = factories.Deal(centre=officer.memberships[0].organisation, officer=officer)
    deal.need.organisation.name_vi = "Hợp tác xã Mít Ba Láng"
    firm = factories.Membership(organisation=deal.need.organisation).user
    firm.email, firm.name = KHUE, "Lê Văn Khuê"
    institute = factories.Membership(organisation=deal.technology.organisation).user
    session.add(ReplyAddress(deal=deal, user=firm, token=TOKEN))
    session.commit()
    return SimpleNamespace(deal=deal, officer=officer, firm=firm, institute=institute)


@pytest.fixture
def take(session, mailbox, world):
    """A function that takes a mail of the corpus, or bytes, as a mail server hands them over."""

    def taken(mail, recipient=""):
        data = mail if isinstance(mail, bytes) else (MAILS / f"{mail}.eml").read_bytes()
        receipt = receiving.receive(session, data, mailbox, recipient)
        session.commit()
        return receipt

    return taken
