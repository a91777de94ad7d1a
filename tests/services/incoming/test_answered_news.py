"""A question that was answered by mail rings no more, up to the one that was answered."""

import pytest

from matchmaker.services import disclosures
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.deals import conversation
from matchmaker.services.mails import mail
from models import Notification
from tests.services.incoming.written import written


@pytest.fixture
def ask(session, world):
    """A function: the officer writes, and the firm gets it by mail; it returns the mail's name."""

    def ask(text, deal=world.deal):
        message = conversation.write(session, actor_of(world.officer), deal, text)
        (told,) = session.query(Notification).filter_by(
            user_id=world.firm.id, key=f"message:{message.id}"
        )
        told.mail = mail.enqueue(session, world.firm.email, world.deal.code, text)
        session.commit()
        return f"<{told.mail.message_id}@match.example.org>"

    return ask


@pytest.fixture
def rings(session, world):
    """A function: the numbers of the messages that a person has not read."""

    def rings(person=None):
        found = session.query(Notification).filter_by(
            user_id=(person or world.firm).id, read_at=None
        )
        return [each.detail["message"] for each in found.order_by(Notification.id)]

    return rings


def test_a_reply_reads_what_it_answers_and_what_came_before(ask, take, rings):
    first, second, third = (ask(f"Câu hỏi {number}?") for number in range(3))
    before = rings()
    assert len(before) == 3

    take(written(In_Reply_To=second, References=f"<deal@match.example.org> {first} {second}"))

    assert rings() == before[2:]
    take(written(number=2, References=third))
    assert rings() == []


def test_the_others_read_for_themselves(world, ask, take, rings):
    take(written(In_Reply_To=ask("Điện 3 pha không?")))

    assert len(rings(world.institute)) == 2


@pytest.mark.parametrize("headers", [{}, {"In_Reply_To": "<khac@mail.example.vn>"}])
def test_a_mail_that_answers_none_of_ours_reads_nothing(ask, take, rings, headers):
    ask("Điện 3 pha không?")

    take(written(**headers))

    assert len(rings()) == 1


def test_a_mail_of_another_deal_is_not_taken_for_an_answer(factories, world, ask, take, rings):
    deal = world.deal
    ask("Điện 3 pha không?")
    elsewhere = factories.Deal(need=deal.need, officer=deal.officer, centre=deal.centre)

    take(written(In_Reply_To=ask("Việc khác?", elsewhere)))

    assert len(rings()) == 2


def test_a_reply_held_back_since_it_names_the_firm_was_an_answer_too(
    session, world, ask, take, rings
):
    world.deal.need.blind = True
    disclosures.let_in(session, Actor(), world.deal.need, world.deal.centre)
    name = ask("Điện 3 pha không?")

    take(written("Hợp tác xã Mít Ba Láng có điện 3 pha.", In_Reply_To=name))

    assert rings() == []


def test_a_stranger_reads_nothing_for_anybody(world, ask, take, rings):
    name = ask("Điện 3 pha không?")

    take(written(sender="ai@do.example.vn", In_Reply_To=name))

    assert len(rings()) == 1
