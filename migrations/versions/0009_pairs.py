"""Orders of the store and their deals"""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
OWES = sa.text("owes <> ''")
LIVE = sa.text("live = 1")
TROUBLE = sa.text("trouble <> ''")
HINTS = ("crm_hinted_at", "store_hinted_at")


def upgrade() -> None:
    op.create_table(
        "pair",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False, server_default=""),
        sa.Column("deal_id", sa.Text, nullable=False, server_default=""),
        sa.Column("lead_id", NUMBER, nullable=True),
        sa.Column("trouble", sa.Text, nullable=False, server_default=""),
        sa.Column("owes", sa.Text, nullable=False, server_default=""),
        sa.Column("live", sa.Integer, nullable=False),
        sa.Column("opened_at", storage.columns.Moment(), nullable=False),
        sa.Column("changed_at", storage.columns.Moment(), nullable=False),
        sa.Column("crm_hinted_at", storage.columns.Moment(), nullable=True),
        sa.Column("store_hinted_at", storage.columns.Moment(), nullable=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("store", "ref", name=op.f("uq_pair_store_ref")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair")),
        sqlite_autoincrement=True,
    )
    for column in ("deal_id", "lead_id", "number", "changed_at"):
        op.create_index(f"ix_pair_{column}", "pair", [column])
    op.create_index("ix_pair_owes", "pair", ["owes", "changed_at"], sqlite_where=OWES, postgresql_where=OWES)
    op.create_index("ix_pair_live", "pair", ["id"], sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index("ix_pair_trouble", "pair", ["trouble"], sqlite_where=TROUBLE, postgresql_where=TROUBLE)
    for hint in HINTS:
        there = sa.text(f"{hint} IS NOT NULL")
        op.create_index(f"ix_pair_{hint}", "pair", [hint], sqlite_where=there, postgresql_where=there)
    op.create_table(
        "pair_note",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("pair_id", NUMBER, nullable=False),
        sa.Column("at", storage.columns.Moment(), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_note_pair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_note")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pair_note_pair_id", "pair_note", ["pair_id", "id"])


def downgrade() -> None:
    op.drop_table("pair_note")
    op.drop_table("pair")
