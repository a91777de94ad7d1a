"""What each address is asked for, and what is sent to it."""

from models import NotificationKind, now

SENT = {
    "deals.add_party": lambda world: {"organisation": world.far_centre.code, "role": "broker"},
    "deals.expect": lambda _world: {"expected-amount": "20 triệu", "expected-currency": "VND"},
    "deals.tick": lambda _world: {"milestone": "nda"},
    "deals.call": lambda _world: {"outcome": "spoke"},
    "deals.cancel_meeting": lambda _world: {"sequence": "0"},
    "account.act_for": lambda world: {"organisation_id": world.organisation.id},
    "deals.write": lambda world: {"message": "Chào các bên"},
    "deals.take_back": lambda world: {"centre": world.centre.code},
    "inbox.decline": lambda world: {"reason": "L01"},
    "matches.answer": lambda world: {"code": "good"},
    "postings.move": lambda world: {"reason": "Hãy viết rõ hơn."},
    "notifications.undo": lambda world: {"moment": now().isoformat()},
    "choices.update": lambda world: dict.fromkeys(map(str, NotificationKind), "daily"),
    "postings.disclose": lambda world: {"organisation": world.institute.code, "let_in": "1"},
}


def subjects(world):
    """Return, by endpoint, the subjects to ask for and the values of the address of each."""
    offered, asked = world.technology, world.need

    def by_code(rows, *states):
        return {state: {"code": rows[state].code} for state in states}

    either = {
        **{f"technology {state}": {"code": row.code} for state, row in offered.items()},
        **{f"need {state}": {"code": row.code} for state, row in asked.items()},
    }

    def some(*names):
        return {name: either[name] for name in names}

    read = ("draft", "submitted", "published", "paused", "removed")
    edited = some("technology draft", "need published")
    deals = {name: {"code": deal.code} for name, deal in world.deal.items()}

    def of_deals(rows, number):
        """Return for each deal the address of what hangs on it."""
        found = getattr(world, rows)
        return {name: {**deals[name], number: found[name].id} for name in deals}

    matches = {name: {"match_id": match.id} for name, match in world.match.items()}
    documents = {
        name: {**deals[name.partition(", ")[0]], "document_id": row.id}
        for name, row in world.document.items()
    }
    files = {name: {"attachment_id": row.id} for name, row in world.attachment.items()}
    token, place = {"": {"token": world.token}}, {"": {"code": world.organisation.code}}
    member = {"": {"code": world.organisation.code, "membership_id": world.member.id}}
    sides = {side: {"side": side} for side in ("technology", "need")}
    histories = {
        **{
            name: {**values, "noun": "technologies" if name.startswith("tech") else "needs"}
            for name, values in some("technology draft", "need blind published").items()
        },
        "deal": {**deals["blind"], "noun": "deals"},
        "organisation": {"code": world.organisation.code, "noun": "organisations"},
    }
    return {
        "technologies.show": by_code(offered, *read),
        "technologies.visit": by_code(offered, "draft", "published"),
        "needs.show": by_code(asked, *read, "blind published"),
        "needs.visit": by_code(asked, "draft", "blind published"),
        "matches.of_technology": by_code(offered, "draft", "submitted", "published"),
        "matches.of_need": by_code(asked, "draft", "submitted", "published", "blind published"),
        "histories.show": histories,
        "histories.export": histories,
        "matches.export_of_technology": by_code(offered, "draft", "published"),
        "matches.export_of_need": by_code(asked, "draft", "published", "blind published"),
        "matches.compare": by_code(asked, "draft", "published", "blind published"),
        "matches.show": matches,
        "matches.answer": {name: matches[name] for name in ("published", "submitted need")},
        "inbox.accept": {name: matches[name] for name in ("published", "blind", "draft need")},
        "inbox.decline": {name: matches[name] for name in ("published", "blind")},
        **{f"postings.{name}": sides for name in ("new", "create", "autosave_new", "completeness")},
        **{f"postings.{name}": edited for name in ("edit", "update", "autosave")},
        "postings.ask_renewal": some("technology expired", "technology published"),
        "postings.review": some(
            "technology draft", "technology submitted", "need submitted", "need blind submitted"
        ),
        "postings.disclose": some("need published", "need blind published"),
        "postings.move": {
            f"{move} {name}": {**either[name], "move": move} for move, name in MOVES.items()
        },
        **{f"attachments.{name}": edited for name in ("index", "create")},
        "attachments.show": {
            name: {**values, "name": world.attachment[name].name} for name, values in files.items()
        },
        "attachments.update": files,
        "attachments.destroy": files,
        **{
            f"deals.{name}": deals
            for name in (
                *("show", "move", "advance", "next_step", "note", "upload", "assign"),
                *("duties", "draft", "content", "register", "file_registration", "fund"),
                "ask_clearance",
            )
        },
        "deals.decide_clearance": {
            name: {**deals[name], "step_id": row.id} for name, row in world.clearance.items()
        },
        **{f"deals.{name}": deals for name in ("messages", "write")},
        **{f"deals.{name}": deals for name in ("parties", "add_party", "share", "tick", "expect")},
        "deals.remove_party": of_deals("party", "party_id"),
        "deals.stranger_file": {
            name: {**values, "place": 0} for name, values in of_deals("letter", "letter_id").items()
        },
        **{
            f"deals.{act}_stranger": of_deals("letter", "letter_id")
            for act in ("dismiss", "restore")
        },
        "deals.let_stranger_in": of_deals("letter", "letter_id"),
        "deals.untick": of_deals("milestone", "milestone_id"),
        "deals.call": {name: {**deals[name], "called": "supply"} for name in deals},
        "deals.undo_call": of_deals("call", "event_id"),
        "deals.new_meeting": deals,
        "deals.plan_meeting": deals,
        "deals.edit_meeting": of_deals("meeting", "meeting_id"),
        "deals.change_meeting": of_deals("meeting", "meeting_id"),
        "deals.cancel_meeting": of_deals("meeting", "meeting_id"),
        "calendar.feed": {"": {"secret": world.calendar}},
        **{
            f"deals.{name}": {row: {**values, "act": "note"} for row, values in deals.items()}
            for name in ("ask", "act")
        },
        "deals.settle_nda": deals,
        **{f"deals.{name}": documents for name in DOCUMENTS},
        **{f"deals.{name}": deals for name in ("add_payment", "split_payments")},
        **{
            f"deals.{name}": {
                key: {**deals[key], "payment_id": row.id} for key, row in world.payment.items()
            }
            for name in ("payment", "change_payment", "pay", "unpay", "remove_payment")
        },
        **{
            f"deals.{name}": {key: {"code": row.code} for key, row in world.ended.items()}
            for name in ("ask_reopening", "reopen")
        },
        **{
            f"deals.{name}": {
                key: {"code": row.deal.code, "months": row.months}
                for key, row in world.impact.items()
            }
            for name in (
                "ask_by_telephone",
                "answer_by_telephone",
                "confirm_impact",
                "ask_back",
                "withdraw_impact",
            )
        },
        **{f"impact.{name}": {"": {"token": world.question}} for name in ("show", "answer")},
        **{
            f"organisations.{name}": place
            for name in (
                *("show", "edit", "update", "members", "export_members", "invite"),
                *("verify", "unverify"),
            )
        },
        "deals.take_back": {"": {"entry_id": world.reassigned.id}},
        **{
            f"organisations.{name}": {"centre": {"code": world.centre.code}, **place}
            for name in ("ask_merge", "merge")
        },
        "organisations.change_role": member,
        "organisations.remove_member": member,
        "organisations.invitation": token,
        "organisations.join": token,
        "account.end_session": {"": {"session_id": world.session.id}},
        "admin.block_user": {"": {"user_id": world.someone.id}},
        "admin.grant_administrator": {"": {"user_id": world.someone.id}},
        "admin.mail": {"": {"mail_id": world.mail.id}},
        "admin.resend_mail": {"": {"mail_id": world.bounced.id}},
        "admin.undo_learning": {"": {"weighting_id": world.weighting.id}},
        "admin.vocabulary": {"": {"name": world.entry.vocabulary}},
        "admin.vocabulary_entry": {"": {"entry_id": world.entry.id}},
        "rules.export": {"": {"name": world.rule.vocabulary}},
        "rules.new": {"": {"name": world.rule.vocabulary}},
        "rules.repeal": {"": {"entry_id": world.rule.id}},
        "rules.restore": {"": {"entry_id": world.repealed.id}},
        **{
            f"notifications.{name}": {"": {"number": world.notification.id}}
            for name in ("open_", "read_one", "unread_one")
        },
        **{
            f"choices.{name}": {"": {"token": world.unsubscribe}}
            for name in ("unsubscribe", "unsubscribe_now", "subscribe_again")
        },
        "home.language": {"": {"code": "en"}},
    }


DOCUMENTS = (
    "document",
    "document_content",
    "show_document",
    "renew_document",
    "share_document",
    "withdraw_document",
    "restore_document",
)
MOVES = {
    "submit": "technology draft",
    "withdraw": "technology submitted",
    "publish": "technology submitted",
    "send_back": "need blind submitted",
    "pause": "technology published",
    "resume": "technology paused",
    "renew": "technology expired",
    "transfer": "need published",
    "remove": "need published",
    "restore": "technology removed",
}
