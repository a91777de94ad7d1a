"""A real server on the first content, and a real Chromium.

The server is the one of ``make demo``: the same commands, on a database of its own; its mails go
to a real SMTP server on loopback, as they would leave a centre.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from playwright.sync_api import expect, sync_playwright

from matchmaker.services.seed import DEMONSTRATION_PASSWORD
from tests.services.mails.smtp import Server

PATIENCE = 15_000
"""Milliseconds that a page may take on a busy machine before a test gives up."""

expect.set_options(timeout=PATIENCE)

_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def instance(tmp_path_factory):
    """The folder of the demonstration's database, mails and uploads."""
    return tmp_path_factory.mktemp("demonstration")


class PostOffice(Server):
    """The SMTP server that the demonstration's mails go to."""

    def wait_for(self, address, words, patience=90):
        """Return the newest mail to ``address`` with ``words`` in it, as soon as there is one."""
        for _ in range(patience * 2):
            for message in reversed(self.messages):
                if address in message["To"] and words in text_of(message):
                    return message
            time.sleep(0.5)
        subjects = [message["Subject"] for message in self.messages if address in message["To"]]
        pytest.fail(f"no mail to {address} says {words!r}; there are {subjects}")


def text_of(message):
    """Return the subject and the plain text of a mail."""
    return f"{message['Subject']}\n{message.get_body(('plain',)).get_content()}"


class Inbox:
    """The Maildir that a mail server would put replies into."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "new").mkdir(parents=True)

    def answer(self, message, sender, words):
        """Answer a mail as its reader's mail program does."""
        reply = EmailMessage()
        reply["From"], reply["To"] = sender, message["Reply-To"]
        reply["Subject"] = f"Re: {message['Subject']}"
        reply["Message-ID"] = make_msgid(domain="example.org")
        reply["In-Reply-To"] = message["Message-ID"]
        quoted = "".join(f"> {line}\n" for line in text_of(message).splitlines())
        reply.set_content(f"{words}\n\nVào 09:00, Matchmaker đã viết:\n{quoted}")
        (self.folder / "new" / reply["Message-ID"].strip("<>")).write_bytes(bytes(reply))


@pytest.fixture(scope="session")
def inbox(instance):
    """The mailbox for replies, read by the demonstration's worker."""
    return Inbox(instance / "inbox")


@pytest.fixture(scope="session")
def post_office():
    """A running SMTP server, and the mails that it took."""
    office = PostOffice()
    office.start()
    yield office
    office.stop()


@pytest.fixture(scope="session")
def server(instance, post_office, inbox):
    """The address of a running demonstration."""
    port = _free_port()
    environment = os.environ | {
        "MATCHMAKER_ENVIRONMENT": "demonstration",
        "MATCHMAKER_INSTANCE": str(instance),
        "MATCHMAKER_PORT": str(port),
        "MATCHMAKER_BASE_URL": f"http://127.0.0.1:{port}",
        "MATCHMAKER_DATABASE_URL": "",
        "MATCHMAKER_MAIL_SERVER": post_office.hostname,
        "MATCHMAKER_MAIL_PORT": str(post_office.port),
        "MATCHMAKER_MAIL_STARTTLS": "0",
        "MATCHMAKER_REPLY_ADDRESS": "reply@match.example.org",
        "MATCHMAKER_MAIL_INBOX": str(inbox.folder),
    }

    def command(*arguments):
        return [sys.executable, "-m", "matchmaker.cli", *arguments]

    for arguments in (["init"], ["seed", "--demonstration"], ["match"]):
        subprocess.run(command(*arguments), env=environment, check=True, capture_output=True)
    _keep_awake(instance)
    log = (instance / "server.log").open("wb")
    process = subprocess.Popen(command("serve"), env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    _wait_for(address, process, instance / "server.log")
    yield address
    process.terminate()
    process.wait(timeout=30)
    log.close()
    assert "Traceback" not in (instance / "server.log").read_text(encoding="utf-8")


def _keep_awake(instance):
    """Let nobody keep quiet hours: the tests run at any hour, and wait for mails."""
    with sqlite3.connect(instance / "matchmaker.sqlite") as database:
        database.execute(
            "INSERT OR REPLACE INTO notification_setting (user_id, quiet_from, quiet_to)"
            " SELECT id, 0, 0 FROM user"
        )
    database.close()


def _wait_for(address, process, log):
    for _ in range(150):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def chromium():
    """A browser; every test opens contexts of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET)
        yield browser
        browser.close()


class Person:
    """Somebody at a browser; whatever the console complains of is remembered in ``complaints``."""

    def __init__(self, chromium, server, language="vi", **options):
        self.server = server
        self.context = chromium.new_context(base_url=server, locale="vi-VN", **options)
        self.context.set_default_timeout(PATIENCE)
        self.context.add_cookies([{"name": "language", "value": language, "url": server}])
        self.complaints, self.elsewhere = [], []
        self.context.on("console", self._listen)
        self.context.on("weberror", lambda each: self.complaints.append(str(each.error)))
        self.context.on("request", self._watch)
        self.page = self.context.new_page()

    def _listen(self, message):
        refused = "status of 4" in message.text and "/static/" not in message.location["url"]
        refused |= "ERR_INTERNET_DISCONNECTED" in message.text
        refused |= message.text.startswith(("htmx:sendError", "htmx:afterRequest"))
        if message.type == "error" and not refused:
            self.complaints.append(f"{message.page.url}: {message.text}")

    def _watch(self, request):
        # chrome: and chrome-extension: are the browser's own viewer of PDF files
        if not request.url.startswith(
            (self.server, "data:", "blob:", "chrome-extension:", "chrome:")
        ):
            self.elsewhere.append(request.url)

    def sign_in(self, email):
        self.page.goto("/account/sign-in")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", DEMONSTRATION_PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "sign-in" not in url)
        return self


@pytest.fixture(scope="session")
def signed_in(chromium, server):
    """Sign a person in once and give out the cookies: signing in too often is slowed down."""
    known = {}

    def cookies_of(email):
        if email not in known:
            who = Person(chromium, server).sign_in(email)
            known[email] = [each for each in who.context.cookies() if each["name"] != "language"]
            who.context.close()
        return known[email]

    return cookies_of


@pytest.fixture
def person(chromium, server, signed_in):
    """Make people at browsers: ``person("firm@example.org", java_script_enabled=False)``."""
    opened = []

    def make(email=None, **options):
        who = Person(chromium, server, **options)
        opened.append(who)
        if email:
            who.context.add_cookies(signed_in(email))
        return who

    yield make
    complaints = [each for who in opened for each in who.complaints]
    elsewhere = [each for who in opened for each in who.elsewhere]
    for who in opened:
        who.context.close()
    assert complaints == []
    assert elsewhere == []
