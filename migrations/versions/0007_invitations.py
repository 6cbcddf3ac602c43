"""Links by which people join, and of people the language they chose and their number"""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("person", sa.Column("speaks", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "invitation",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False, server_default=""),
        sa.Column("giver_id", sa.BigInteger, nullable=False),
        sa.Column("giver", sa.Text, nullable=False),
        sa.Column("made_at", storage.columns.Moment(), nullable=False),
        sa.Column("ends_at", storage.columns.Moment(), nullable=False),
        sa.Column("used_at", storage.columns.Moment(), nullable=True),
        sa.Column("used_by", sa.BigInteger, nullable=True),
        sa.Column("revoked_at", storage.columns.Moment(), nullable=True),
        sa.UniqueConstraint("hash", name=op.f("uq_invitation_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_column("person", "speaks")
