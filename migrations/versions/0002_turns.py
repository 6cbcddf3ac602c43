"""Indexes for a million timers: whose turn it is, what is left of jobs, and which leads stand still"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITING = sa.text("status = 'waiting'")
LEFT = sa.text("status != 'waiting'")


def upgrade() -> None:
    op.drop_index("ix_job_due", table_name="job")
    op.create_index(
        "ix_job_turn", "job", ["lane", "priority", "run_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_job_left", "job", ["status"], sqlite_where=LEFT, postgresql_where=LEFT)
    op.drop_index("ix_lead_next_at", table_name="lead")
    op.create_index("ix_lead_stalled", "lead", ["status", sa.text("coalesce(next_at, changed_at)")])


def downgrade() -> None:
    op.drop_index("ix_lead_stalled", table_name="lead")
    op.create_index("ix_lead_next_at", "lead", ["next_at"])
    op.drop_index("ix_job_left", table_name="job")
    op.drop_index("ix_job_turn", table_name="job")
    op.create_index("ix_job_due", "job", ["status", "lane", "run_at"])
