"""What people did: the audit log"""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", storage.columns.Moment(), nullable=False),
        sa.Column("who_id", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("lead_id", NUMBER, nullable=True),
        sa.Column("subject", sa.Text, nullable=False, server_default=""),
        sa.Column("key", sa.Text, nullable=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_act_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index("ix_act_who_id", "act", ["who_id"])
    op.create_index("ix_act_lead_id", "act", ["lead_id"])


def downgrade() -> None:
    op.drop_table("act")
