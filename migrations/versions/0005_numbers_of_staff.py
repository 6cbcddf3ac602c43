"""Where telephony calls the shop's people, and who is on the phone"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ON_THE_PHONE = sa.text("bridged_by IS NOT NULL")


def upgrade() -> None:
    op.add_column("person", sa.Column("phone", sa.Text, nullable=False, server_default=""))
    op.add_column("lead", sa.Column("bridged_by", sa.BigInteger, nullable=True))
    op.create_index(
        "ix_lead_bridged_by", "lead", ["bridged_by"], sqlite_where=ON_THE_PHONE, postgresql_where=ON_THE_PHONE
    )


def downgrade() -> None:
    op.drop_index("ix_lead_bridged_by", table_name="lead")
    op.drop_column("lead", "bridged_by")
    op.drop_column("person", "phone")
