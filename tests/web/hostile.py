"""What nobody should send, where it could be sent, and what holds for every answer."""

import json
import unicodedata

from tests.web.world import cookies, small_world

MULTIPART = "multipart/form-data"
MARK = "Zặq9"
SCRIPT = f"{MARK}<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{{{7*7}}}}"
TYPED = {
    "nothing": "",
    "blanks": " \t\n ",
    "NUL": f"{MARK}\x00 mít",
    "unseen characters": f"{MARK}\u200b\u202e\ufeff m\u2066ít",
    "decomposed": unicodedata.normalize("NFD", f"{MARK} Mít sấy dẻo"),
    "HTML": SCRIPT,
    "SQL": f"{MARK}'); DROP TABLE posting; --",
    "templates": f"{MARK} {{{{7*7}}}} ${{7*7}} %(x)s %s {{0}}",
    "a long text": f"{MARK} " + "mít " * 6000,
    "a long word": MARK + "a" * 5000,
    "pictures of fish": MARK + "🐟" * 60,
    "1e999": "1e999",
    "nan": "nan",
    "an Arabic three": "٣",
    "minus five": "-5",
    "beyond bigint": "9" * 25,
    "beyond all numbers": "9" * 5000,
    "a day that is not": "31/02/2026",
    "the first day": "01/01/0001",
    "the last day": "31/12/9999",
    "the last day, by the calendar": "9999-12-31",
}
BODIES = {
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "JSON": (json.dumps({"title_vi": ["x"]}).encode(), "application/json"),
    "broken JSON": (b"{", "application/json"),
    "text": (b"title_vi=x", "text/plain"),
    "no boundary": (b"--x\r\n", "multipart/form-data"),
    "broken parts": (b"--x\r\nContent-Disposition: form", "multipart/form-data; boundary=x"),
    "no UTF-8": (b"title_vi=%ff%fe&name=%ed%a0%80&code=\xff", "application/x-www-form-urlencoded"),
    "an unknown charset": (b"title_vi=x", "application/x-www-form-urlencoded; charset=klingon"),
}


def check(answer, address):
    """Fail where an answer is a fault, says nothing, or runs what was typed."""
    text = answer.text if answer.mimetype in {"text/html", "application/json"} else ""
    assert answer.status_code < 500, (address, text[-3000:])
    assert "Traceback" not in text, address
    assert "<script>alert" not in text, address
    assert "<img src=x" not in text, address
    assert f"{MARK} 49" not in text, address
    if answer.status_code >= 400 and answer.mimetype == "text/html":
        told = ("error-page", "alert", "field-error", "is-invalid", "vừa được người khác")
        over = answer.status_code == 410
        assert over or any(each in text for each in told), (address, answer.status_code)


def pages(world):
    """Return, by role, the pages that hold forms."""
    offered, asked, deal = world.technology, world.need, world.deal["open"]
    stages = ("introduced", "paused", "lost")
    return {
        "visitor": [
            "/account/sign-in",
            "/account/register",
            "/account/reset-password",
            "/account/confirm",
            f"/unsubscribe/{world.unsubscribe}",
        ],
        "person": [
            "/account/",
            "/account/notifications",
            "/notifications/",
            "/account/change-password",
            "/account/verify",
            "/account/two-step",
            "/account/passkeys",
            "/account/recovery-codes",
            "/organisations/new",
            f"/organisations/invitations/{world.token}",
        ],
        "institute": [
            "/postings/new/technology",
            "/postings/mine",
            f"/postings/{offered['draft'].code}/edit",
            f"/postings/{offered['published'].code}/edit",
            f"/postings/{offered['expired'].code}/renew",
            f"/technologies/{offered['published'].code}",
            f"/technologies/{offered['published'].code}/matches",
            f"/attachments/of/{offered['published'].code}",
            f"/matches/{world.match['published'].id}",
            f"/impact/{world.question}",
        ],
        "centre2": ["/account/"],
        "firm": [
            "/account/sessions",
            "/account/change-address",
            "/notifications/",
            "/notifications/?marked=2026-11-01T00:00:00%2B00:00",
            "/postings/new/need",
            "/postings/mine?state=removed",
            f"/postings/{asked['draft'].code}/edit",
            f"/postings/{asked['blind published'].code}/edit",
            f"/needs/{asked['submitted'].code}",
            f"/matches/{world.match['published'].id}",
            f"/organisations/{world.organisation.code}/edit",
            f"/organisations/{world.organisation.code}/members",
        ],
        "centre": [
            "/inbox/",
            "/deals/",
            "/deals/clocks",
            f"/deals/reassign?deal={deal.code}",
            f"/deals/list?given={world.reassigned.id}&centre={world.centre.code}",
            *(f"/deals/{deal.code}/monday/{act}" for act in ("done", "postpone", "note")),
            f"/postings/{asked['submitted'].code}/review",
            f"/organisations/{world.organisation.code}",
            f"/organisations/{world.unverified.code}",
            f"/deals/{deal.code}",
            f"/deals/{deal.code}/documents/{world.document['open'].id}/view",
            f"/deals/{deal.code}/parties?q=vien",
            f"/deals/{deal.code}/meetings/new",
            f"/deals/{deal.code}/meetings/{world.meeting['open'].id}",
            "/account/calendar/",
            f"/deals/{deal.code}/payments/{world.payment['open'].id}",
            f"/deals/{world.ended['lost'].code}/reopen",
            f"/deals/{world.ended['completed'].code}",
            f"/deals/{world.ended['completed'].code}/impact/6/telephone",
            *(f"/deals/{deal.code}/move?stage={stage}" for stage in stages),
        ],
        "admin": [
            "/admin/learning",
            f"/admin/mail/{world.bounced.id}",
            "/admin/users",
            f"/admin/vocabularies/entries/{world.entry.id}",
            f"/admin/vocabularies/{world.rule.vocabulary}",
            f"/admin/vocabularies/{world.rule.vocabulary}/new",
            f"/admin/vocabularies/entries/{world.rule.id}/repeal",
            f"/organisations/{world.organisation.code}/edit",
            f"/organisations/{world.centre.code}/merge",
        ],
    }


def world_with_browsers(app, session, factories):
    """Return the small world; its ``browser`` makes one of a role, used for nothing before."""
    world = small_world(app, session, factories)
    kept = cookies(app, session, world.people)

    def browser(role):
        client = app.test_client()
        if role in kept:
            client.set_cookie("session", kept[role])
        return client

    world.browser = browser
    return world
