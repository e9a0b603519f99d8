"""What is in the air between two turns: a choice of two, answers heard in passing, words for the plan."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("talk", sa.JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("conversations", "talk")
