"""A real SMTP server on loopback that refuses, hangs and drops where it is told to."""

# ruff: noqa: N802 - aiosmtpd calls its hooks by the commands of SMTP

import asyncio
import email
import email.policy
from collections import Counter

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

PHASES = ("connect", "EHLO", "MAIL", "RCPT", "DATA", "accepted")
"""Where a conversation can break; ``accepted`` is after the final dot, before the answer."""

_STATUS = {"refuse": "550 5.1.1 no such mailbox", "later": "451 4.3.0 try again later"}


class _Conversation(SMTP):
    """One conversation; the first thing that goes wrong is asked of the server."""

    async def _handle_client(self):
        if await self.event_handler.misbehave(self, "connect") is None:
            await super()._handle_client()

    async def smtp_DATA(self, arg):
        if self.envelope.rcpt_tos:
            status = await self.event_handler.misbehave(self, "DATA")
            if status is not None:
                return await self.push(status) if status else None
        return await super().smtp_DATA(arg)


class Server(Controller):
    """Keeps what it accepted; ``faults`` are pairs of phase and fault, one a conversation."""

    def __init__(self, port=0):
        self.accepted, self.faults, self.open = [], [], []
        self.always = {}
        super().__init__(self, hostname="127.0.0.1", port=port)

    def factory(self):
        conversation = _Conversation(self, hostname="loopback", enable_SMTPUTF8=True)
        conversation.fault = self.faults.pop(0) if self.faults else (None, None)
        self.open.append(conversation)
        return conversation

    @property
    def conversations(self):
        """Count who came by since the server started; the controller's own knock aside."""
        return len(self.open) - 1

    def _trigger_server(self):
        """Port 0 is chosen by the system, so look before the controller knocks at it."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def stop(self, no_assert=False):
        """Leave no conversation half open."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result()
        super().stop(no_assert)

    async def _hang_up(self):
        for conversation in self.open:
            if conversation.transport:
                conversation.transport.abort()
        await asyncio.sleep(0.01)

    async def misbehave(self, conversation, phase):
        """Return a status to refuse with, "" after hanging or dropping, None where all is well."""
        where, fault = conversation.fault
        fault = fault if where == phase else self.always.get(phase)
        if fault == "hang":
            await asyncio.sleep(3600)
        if fault == "drop":
            conversation.transport.abort()
            return ""
        return _STATUS.get(fault)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        status = await self.misbehave(server, "EHLO")
        return responses if status is None else [status or "421 gone"]

    async def handle_HELO(self, server, session, envelope, hostname):
        return await self.misbehave(server, "EHLO") or "250 loopback"

    async def handle_MAIL(self, server, session, envelope, address, options):
        status = await self.misbehave(server, "MAIL")
        if status is None:
            envelope.mail_from = address
        return status or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        status = await self.misbehave(server, "RCPT")
        if status is None:
            envelope.rcpt_tos.append(address)
        return status or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        status = await self.misbehave(server, "accepted")
        if status is None:
            self.accepted.append(envelope.content)
        return status or "250 OK"

    @property
    def messages(self):
        """Return what was accepted, parsed."""
        return [
            email.message_from_bytes(each, policy=email.policy.default) for each in self.accepted
        ]

    @property
    def copies(self):
        """Count the accepted copies by Message-ID."""
        return Counter(message["Message-ID"] for message in self.messages)
