"""When people work, and who was given a lead last"""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TAKEN = sa.text("assignee_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("person", sa.Column("duty", sa.LargeBinary, nullable=True))
    op.add_column("person", sa.Column("given_at", storage.columns.Moment(), nullable=True))
    op.create_index("ix_lead_assignee", "lead", ["assignee_id", "status"], sqlite_where=TAKEN, postgresql_where=TAKEN)


def downgrade() -> None:
    op.drop_index("ix_lead_assignee", table_name="lead")
    op.drop_column("person", "given_at")
    op.drop_column("person", "duty")
