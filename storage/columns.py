"""What the tables' columns are made of. Moments are integers, microseconds since 1970 UTC: they compare, index and
survive any zone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Index, Integer, MetaData, TypeDecorator, text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def moment(stored: int) -> datetime:
    """What a raw row's integer means, in UTC."""
    return EPOCH + timedelta(microseconds=stored)


class Moment(TypeDecorator[datetime]):
    """An aware datetime in, an aware datetime in UTC out."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else moment(value)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Of those rows only that the condition is true for, in either engine."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


Id = BigInteger().with_variant(Integer, "sqlite")
