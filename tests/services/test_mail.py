"""Mail waits in the database until it has really left."""

import email
import email.policy
import socket
import threading

import pytest

from matchmaker.services import mail

SENDER = "Matchmaker <no-reply@example.org>"


class SmtpServer:
    """An SMTP server on loopback, just enough of RFC 5321 to take a message."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.messages = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        connection, _address = self.socket.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 ready\r\n")
            for line in lines:
                word = line.split()[0].upper()
                if word == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    self.messages.append(b"".join(iter(lines.readline, b".\r\n")))
                connection.sendall(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    def close(self):
        self.socket.close()
        self.thread.join(timeout=5)


@pytest.fixture
def smtp():
    server = SmtpServer()
    yield server
    server.close()


def test_a_mail_leaves_over_smtp_with_its_accents(session, smtp):
    mail.enqueue(session, "an@example.org", "Tin đã\nđược duyệt", "Chào bạn, tin đã đăng.")
    deliver = mail.to_server("127.0.0.1", smtp.port, "", "", starttls=False)

    assert mail.send_due(session, SENDER, deliver) == 1

    message = email.message_from_bytes(smtp.messages[0], policy=email.policy.default)
    assert message["Subject"] == "Tin đã được duyệt"
    assert "Chào bạn, tin đã đăng." in message.get_content()


def test_a_mail_that_was_sent_is_not_sent_again(session, tmp_path):
    mail.enqueue(session, "an@example.org", "Chào", "Chào bạn")
    deliver = mail.to_folder(tmp_path)

    assert mail.send_due(session, SENDER, deliver) == 1
    assert mail.send_due(session, SENDER, deliver) == 0
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_a_server_out_of_reach_keeps_the_mail_for_later(session):
    waiting = mail.enqueue(session, "an@example.org", "Chào", "Chào bạn")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    sent = mail.send_due(session, SENDER, mail.to_server("127.0.0.1", port, "", "", starttls=False))

    assert sent == 0
    assert waiting.sent_at is None
    assert "ConnectionRefused" in waiting.error
    assert waiting.next_attempt_at > waiting.created_at


def test_a_subject_cannot_smuggle_another_header_in(session, tmp_path):
    mail.enqueue(session, "an@example.org", "Chào\r\nBcc: all@example.org", "…")

    mail.send_due(session, SENDER, mail.to_folder(tmp_path))

    (path,) = tmp_path.glob("*.eml")
    assert email.message_from_bytes(path.read_bytes())["Bcc"] is None
