"""How a mail leaves: over SMTP, or into a folder; and what is wrong where it does not."""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

HandOver = Callable[[], None]
Deliver = Callable[[EmailMessage, HandOver], None]
"""Delivers a message; calls the second argument just before the receiver may keep it."""

COMMAND_SECONDS = 30.0
ACCEPTANCE_SECONDS = 120.0
_PERMANENT = 500
_GO_ON = 354
_NO_SUCH_MAILBOX = re.compile(r"(?:550|551|553) (?!5\.[2-7])")


class DeliveryError(Exception):
    """A mail did not leave.

    ``permanent``: this mail never will; ``no_mailbox``: nor will another to this address;
    ``silent``: the server did not say no, it did not answer, so no other mail would leave either.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        no_mailbox: bool = False,
        silent: bool = False,
        begun: bool = True,
    ) -> None:
        super().__init__(why)
        self.permanent, self.no_mailbox = permanent, no_mailbox
        self.silent, self.begun = silent, begun


class _Connection(smtplib.SMTP):
    """An SMTP connection that says when the end of a message is about to be sent."""

    hand_over: HandOver

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        """Send the message; without its last line no server may take it (RFC 5321, 4.1.1.4)."""
        code, answer = self.docmd("data")
        if code != _GO_ON:
            return code, answer
        lines = msg.encode("ascii") if isinstance(msg, str) else msg
        lines = re.sub(rb"\r\n|\r|\n", b"\r\n", lines)
        self.send(re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n"))
        self.hand_over()
        if self.sock:
            self.sock.settimeout(ACCEPTANCE_SECONDS)
        self.send(b"\r\n.\r\n")
        return self.getreply()


def to_server(host: str, port: int, username: str, password: str, *, starttls: bool) -> Deliver:
    """Return a delivery over SMTP, encrypted where ``starttls`` says so."""

    def deliver(message: EmailMessage, hand_over: HandOver) -> None:
        try:
            connection = _open(host, port, username, password, starttls=starttls)
        except (OSError, smtplib.SMTPException) as error:
            raise _explained(error, begun=False) from error
        connection.hand_over = hand_over
        try:
            connection.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise _explained(error, begun=True) from error
        else:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
        finally:
            connection.close()

    return deliver


def _open(host: str, port: int, username: str, password: str, *, starttls: bool) -> _Connection:
    connection = _Connection(host, port, timeout=COMMAND_SECONDS)
    try:
        if starttls:
            connection.starttls()
        if username:
            connection.login(username, password)
        connection.ehlo_or_helo_if_needed()
    except BaseException:
        connection.close()
        raise
    return connection


def _explained(error: Exception, *, begun: bool) -> DeliveryError:
    """Say what an error means for the mail: refused, later, or the server is out of order."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, answer),) = error.recipients.values()
        why = f"{code} {_text(answer)}"
        gone = bool(_NO_SUCH_MAILBOX.match(why))
        return DeliveryError(why, permanent=code >= _PERMANENT, no_mailbox=gone)
    if isinstance(error, smtplib.SMTPDataError):
        why = f"{error.smtp_code} {_text(error.smtp_error)}"
        return DeliveryError(why, permanent=error.smtp_code >= _PERMANENT)
    if isinstance(error, smtplib.SMTPNotSupportedError) and begun:
        return DeliveryError(f"{error}", permanent=True)
    # The server does not take us at all, whatever its code: no mail is to blame for it.
    refused = isinstance(error, smtplib.SMTPSenderRefused)
    return DeliveryError(
        f"{type(error).__name__}: {error}", silent=True, begun=begun and not refused
    )


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def to_folder(folder: Path) -> Deliver:
    """Return a delivery that writes each mail into ``folder`` as an .eml file, whole or not."""

    def deliver(message: EmailMessage, hand_over: HandOver) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        part = folder / f"{name}.part"
        try:
            part.write_bytes(message.as_bytes())
            hand_over()
            part.replace(folder / f"{name}.eml")
        except OSError as error:
            raise DeliveryError(f"{type(error).__name__}: {error}", silent=True) from error

    return deliver
