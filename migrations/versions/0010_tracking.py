"""Who got in touch, and the call tracker's deals"""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
FILLED = sa.text("order_id <> ''")
TROUBLED = sa.text("troubled <> ''")
DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "touch",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("received_at", storage.columns.Moment(), nullable=False),
        sa.Column("result", sa.Text, nullable=False, server_default=""),
        sa.Column("order_id", sa.Text, nullable=False, server_default=""),
        sa.Column("troubled", sa.Text, nullable=False, server_default=""),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_touch_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touch")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_touch_result", "touch", ["result"])
    op.create_index("ix_touch_order_id", "touch", ["order_id"], sqlite_where=FILLED, postgresql_where=FILLED)
    op.create_index("ix_touch_troubled", "touch", ["id"], sqlite_where=TROUBLED, postgresql_where=TROUBLED)
    op.create_table(
        "touch_claim",
        sa.Column("thing", sa.Text, nullable=False),
        sa.Column("touch_id", NUMBER, nullable=False),
        sa.Column("until", storage.columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["touch_id"], ["touch.id"], name=op.f("fk_touch_claim_touch_id")),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_touch_claim")),
    )
    op.create_index("ix_touch_claim_touch_id", "touch_claim", ["touch_id"])
    op.create_table(
        "tracker_deal",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", storage.columns.Moment(), nullable=True),
        sa.Column("changed_at", storage.columns.Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("order_id", name=op.f("uq_tracker_deal_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_deal")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tracker_deal_state", "tracker_deal", ["state"])
    op.create_index("ix_tracker_deal_due_at", "tracker_deal", ["due_at"], sqlite_where=DUE, postgresql_where=DUE)


def downgrade() -> None:
    op.drop_table("tracker_deal")
    op.drop_table("touch_claim")
    op.drop_table("touch")
