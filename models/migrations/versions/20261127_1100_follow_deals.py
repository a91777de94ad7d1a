"""follow deals"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1100"
down_revision = "20261127_0830"


def upgrade() -> None:
    op.create_table(
        "notification_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "match",
                "answer",
                "waiting",
                "stage",
                "overdue",
                "message",
                "review",
                "renewal",
                "impact",
                name="notificationkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "pace",
            sa.Enum(
                "at_once", "daily", "weekly", "none", name="pace", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_notification_choice_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_choice")),
        sa.UniqueConstraint("user_id", "kind", name=op.f("uq_notification_choice_user_id")),
    )
    with op.batch_alter_table("notification_choice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notification_choice_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "notification_setting",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("calendar_token", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_notification_setting_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_setting")),
        sa.UniqueConstraint("calendar_token", name=op.f("uq_notification_setting_calendar_token")),
    )
    op.create_table(
        "stage_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "proposed",
                "introduced",
                "qualified",
                "trial",
                "negotiation",
                "contracted",
                "implementing",
                "completed",
                "lost",
                "paused",
                name="dealstage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_stage_clock_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"],
            ["organisation.id"],
            name=op.f("fk_stage_clock_centre_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_clock")),
        sa.UniqueConstraint("centre_id", "stage", name=op.f("uq_stage_clock_centre_id")),
    )
    with op.batch_alter_table("stage_clock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_clock_centre_id"), ["centre_id"], unique=False)

    op.create_table(
        "clearance_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_clearance_step_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name=op.f("fk_clearance_step_deal_id_deal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_step")),
    )
    with op.batch_alter_table("clearance_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearance_step_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "deal_credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_deal_credit_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_deal_credit_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_credit")),
        sa.UniqueConstraint("deal_id", "centre_id", name=op.f("uq_deal_credit_deal_id")),
    )
    with op.batch_alter_table("deal_credit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_credit_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_credit_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "deal_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user.id"],
            name=op.f("fk_deal_party_added_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_deal_party_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_deal_party_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_party")),
        sa.UniqueConstraint(
            "deal_id", "organisation_id", "role", name=op.f("uq_deal_party_deal_id")
        ),
    )
    with op.batch_alter_table("deal_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_party_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_deal_party_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "duty_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_duty_answer_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_duty_answer_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["vocabulary_entry.id"],
            name=op.f("fk_duty_answer_rule_id_vocabulary_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_answer")),
        sa.UniqueConstraint("deal_id", "rule_id", name=op.f("uq_duty_answer_deal_id")),
    )
    with op.batch_alter_table("duty_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_answer_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_answer_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "impact_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=True),
        sa.Column("cost_saved", sa.BigInteger(), nullable=True),
        sa.Column("jobs", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("publishable", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user.id"],
            name=op.f("fk_impact_check_confirmed_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_impact_check_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_check")),
        sa.UniqueConstraint("deal_id", "months", name=op.f("uq_impact_check_deal_id")),
    )
    with op.batch_alter_table("impact_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_impact_check_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_impact_check_due"), ["due"], unique=False)

    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "taken",
                "stranger",
                "unknown_address",
                "closed",
                "automatic",
                "bounce",
                "unreadable",
                name="outcome",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_incoming_mail_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_incoming_mail_message_id")),
    )
    with op.batch_alter_table("incoming_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_mail_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_incoming_mail_received_at"), ["received_at"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_meeting_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_meeting_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("page", "mail", name="channel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_message_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_message_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_milestone_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_milestone_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("deal_id", "code", name=op.f("uq_milestone_deal_id")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "match",
                "answer",
                "waiting",
                "stage",
                "overdue",
                "message",
                "review",
                "renewal",
                "impact",
                name="notificationkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_notification_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mail.id"], name=op.f("fk_notification_mail_id_mail"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notification_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notification_user_id")),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notification_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notification_mail_due_at"), ["mail_due_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_notification_user_id"), ["user_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("instalment", "royalty", name="paymentkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("revenue", sa.BigInteger(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_amount", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_payment_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_payment_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_due"), ["due"], unique=False)

    op.create_table(
        "reply_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_reply_address_deal_id_deal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_reply_address_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_address")),
        sa.UniqueConstraint("deal_id", "user_id", name=op.f("uq_reply_address_deal_id")),
        sa.UniqueConstraint("token", name=op.f("uq_reply_address_token")),
    )
    with op.batch_alter_table("reply_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_address_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_address_user_id"), ["user_id"], unique=False)

    op.create_table(
        "meeting_guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_guest_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_meeting_guest_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_guest")),
        sa.UniqueConstraint("meeting_id", "user_id", name=op.f("uq_meeting_guest_meeting_id")),
    )
    with op.batch_alter_table("meeting_guest", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_guest_meeting_id"), ["meeting_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_meeting_guest_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("previous_hash", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("hash", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "nda",
                sa.Enum(
                    "none",
                    "drafted",
                    "signed",
                    "not_needed",
                    name="ndastate",
                    native_enum=False,
                    length=32,
                ),
                nullable=False,
                server_default="none",
            )
        )
        batch_op.add_column(sa.Column("nda_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("currency", sa.Text(), nullable=False, server_default="VND"))
        batch_op.add_column(
            sa.Column("transfer_right", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("transfer_form", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("transfer_method", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("registration_duty", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("registration_filed_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("certificate_number", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("certificate_date", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("state_funding", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("task_code", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("loss_remedy", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("deal_document", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "other",
                    "nda",
                    "minutes",
                    "contract",
                    "registration",
                    "clearance",
                    "payment",
                    name="documentkind",
                    native_enum=False,
                    length=32,
                ),
                nullable=False,
                server_default="other",
            )
        )
        batch_op.add_column(
            sa.Column(
                "audience",
                sa.Enum(
                    "centre",
                    "supply",
                    "demand",
                    "parties",
                    name="audience",
                    native_enum=False,
                    length=32,
                ),
                nullable=False,
                server_default="parties",
            )
        )
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("message_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_deal_document_message_id"), ["message_id"], unique=False
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_deal_document_replaces_id"), ["replaces_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_deal_document_message_id_message"),
            "message",
            ["message_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_deal_document_replaces_id_deal_document"),
            "deal_document",
            ["replaces_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("headers", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(
            sa.Column("attachments", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("sending_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))

    op.execute("UPDATE mail SET message_id = 'mail-' || id")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.alter_column("message_id", existing_type=sa.Text(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_mail_message_id"), ["message_id"])

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_organisation_merged_into_id_organisation"),
            "organisation",
            ["merged_into_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_organisation_merged_into_id_organisation"), type_="foreignkey"
        )
        batch_op.drop_column("merged_on")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_mail_message_id"), type_="unique")
        batch_op.drop_column("bounced_at")
        batch_op.drop_column("sending_since")
        batch_op.drop_column("attachments")
        batch_op.drop_column("headers")
        batch_op.drop_column("message_id")

    with op.batch_alter_table("deal_document", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_deal_document_replaces_id_deal_document"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_deal_document_message_id_message"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_deal_document_replaces_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_deal_document_message_id"))
        batch_op.drop_column("message_id")
        batch_op.drop_column("replaces_id")
        batch_op.drop_column("edition")
        batch_op.drop_column("audience")
        batch_op.drop_column("kind")

    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_column("loss_remedy")
        batch_op.drop_column("task_code")
        batch_op.drop_column("state_funding")
        batch_op.drop_column("certificate_date")
        batch_op.drop_column("certificate_number")
        batch_op.drop_column("registration_filed_on")
        batch_op.drop_column("registration_duty")
        batch_op.drop_column("transfer_method")
        batch_op.drop_column("transfer_form")
        batch_op.drop_column("transfer_right")
        batch_op.drop_column("currency")
        batch_op.drop_column("nda_on")
        batch_op.drop_column("nda")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_column("hash")
        batch_op.drop_column("previous_hash")

    with op.batch_alter_table("meeting_guest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_guest_user_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_guest_meeting_id"))

    op.drop_table("meeting_guest")
    with op.batch_alter_table("reply_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_address_user_id"))
        batch_op.drop_index(batch_op.f("ix_reply_address_deal_id"))

    op.drop_table("reply_address")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_due"))
        batch_op.drop_index(batch_op.f("ix_payment_deal_id"))

    op.drop_table("payment")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notification_user_id"))
        batch_op.drop_index(batch_op.f("ix_notification_mail_due_at"))
        batch_op.drop_index(batch_op.f("ix_notification_deal_id"))

    op.drop_table("notification")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_deal_id"))

    op.drop_table("milestone")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_deal_id"))

    op.drop_table("message")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_starts_at"))
        batch_op.drop_index(batch_op.f("ix_meeting_deal_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("incoming_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incoming_mail_received_at"))
        batch_op.drop_index(batch_op.f("ix_incoming_mail_deal_id"))

    op.drop_table("incoming_mail")
    with op.batch_alter_table("impact_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_impact_check_due"))
        batch_op.drop_index(batch_op.f("ix_impact_check_deal_id"))

    op.drop_table("impact_check")
    with op.batch_alter_table("duty_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_answer_rule_id"))
        batch_op.drop_index(batch_op.f("ix_duty_answer_deal_id"))

    op.drop_table("duty_answer")
    with op.batch_alter_table("deal_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_party_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_deal_party_deal_id"))

    op.drop_table("deal_party")
    with op.batch_alter_table("deal_credit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_credit_deal_id"))
        batch_op.drop_index(batch_op.f("ix_deal_credit_centre_id"))

    op.drop_table("deal_credit")
    with op.batch_alter_table("clearance_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clearance_step_deal_id"))

    op.drop_table("clearance_step")
    with op.batch_alter_table("stage_clock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_clock_centre_id"))

    op.drop_table("stage_clock")
    op.drop_table("notification_setting")
    with op.batch_alter_table("notification_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notification_choice_user_id"))

    op.drop_table("notification_choice")
