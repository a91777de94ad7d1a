"""A subject arrives as it was written, blank by blank, however long and accented it is."""

import email
import email.policy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.mails import mail
from models import Mail

SUBJECTS = [
    "TV-2026-000001: thương vụ khép lại, và gợi ý tiếp theo",
    "Hai phút: “Sấy thăng hoa quy mô nhỏ cho sầu riêng, mít, dâu tây” đã đem lại gì cho bạn?",
    "Deal TV-2026-000001 is waiting for you",
]
WORDS = st.lists(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12),
    min_size=1,
    max_size=30,
)


def on_the_wire(subject):
    """Return the bytes of a mail with ``subject``."""
    written = Mail(
        to="ba@example.org",
        subject=subject,
        text="Chào bạn",
        html="",
        headers={},
        attachments=[],
        message_id="1",
        created_at=datetime(2026, 11, 27, tzinfo=UTC),
    )
    return mail.message(written, "Matchmaker <no-reply@example.org>").as_bytes()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_arrives_as_it_was_written(subject):
    sent = on_the_wire(subject)

    assert email.message_from_bytes(sent, policy=email.policy.default)["Subject"] == subject
    assert max(map(len, sent.splitlines())) <= 78


@given(WORDS)
def test_no_blank_is_lost_between_words_of_any_language(words):
    sent = on_the_wire(" ".join(words))

    read = email.message_from_bytes(sent, policy=email.policy.default)["Subject"]
    assert read == " ".join(words)
