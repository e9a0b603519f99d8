"""Conversations, answers and turns."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(60), nullable=False),
        sa.Column("scheme_id", sa.String(60), nullable=False),
        sa.Column("scheme_version", sa.String(31), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("open_question", sa.String(60)),
        sa.Column("return_to", sa.String(12)),
        sa.Column("confirm", sa.String(12)),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sender_id", sa.String(36), unique=True),
        sa.Column("visit_turns", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_conversations_used_at", "conversations", ["used_at"])
    op.create_table(
        "answers",
        sa.Column(
            "conversation_id", sa.String(36), sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("question_id", sa.String(60), primary_key=True),
        sa.Column("option_id", sa.String(60), nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column(
            "conversation_id", sa.String(36), sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("turn_id", sa.String(64), primary_key=True),
        sa.Column("applied", sa.Boolean, nullable=False),
        sa.Column("reply", sa.JSON),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("turns")
    op.drop_table("answers")
    op.drop_index("ix_conversations_used_at", "conversations")
    op.drop_table("conversations")
