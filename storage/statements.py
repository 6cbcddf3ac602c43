"""Statements on the way of an order: compiled once for each dialect, then run by the driver itself.

Executing through SQLAlchemy costs ten times what SQLite takes for a small statement. What is built here is still
SQLAlchemy's: names, types and dialects are; only its machinery for results and parameters is stepped over.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Build = Callable[[Any], ClauseElement]
Values = Mapping[str, Any]


def dialect_of(connection: Connection) -> Any:
    """The module of the dialect: SQLite and PostgreSQL know ``ON CONFLICT`` under different names."""
    return sqlite if connection.dialect.name == "sqlite" else postgresql


def bound(columns: Sequence[str]) -> dict[str, Any]:
    """A parameter for each column, named like it."""
    return {column: bindparam(column) for column in columns}


def bound_rows(table: Table, columns: Sequence[str], count: int) -> list[dict[str, Any]]:
    """Parameters for so many rows: one statement for a few rows is one step of the database, not a step for each."""
    return [{name: bindparam(f"{name}_{row}", type_=table.c[name].type) for name in columns} for row in range(count)]


def spread(rows: Sequence[Values]) -> dict[str, Any]:
    """The values for ``bound_rows``."""
    return {f"{column}_{at}": value for at, row in enumerate(rows) for column, value in row.items()}


class Statement:
    """``build`` is given the dialect's module. Every parameter is a ``bindparam`` with a name."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Values) -> int:
        """How many rows were touched. Raises the errors of SQLAlchemy."""
        return int(self._execute(connection, values).rowcount)

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Raw rows: moments are integers in them, see ``tables.moment_of``."""
        found: list[tuple[Any, ...]] = self._execute(connection, values).fetchall()
        return found

    def row(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """The first row; the rest is left."""
        return next(iter(self.rows(connection, values)), None)

    def _execute(self, connection: Connection, values: Values) -> Any:
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.text, compiled.bind(values))
        except compiled.error as error:
            raise DBAPIError.instance(compiled.text, None, error, compiled.error) from error
        return cursor

    def _compile(self, connection: Connection) -> "_Compiled":
        compiled = _Compiled(self._build(dialect_of(connection)), connection)
        self._compiled[connection.dialect.name] = compiled
        return compiled


class _Compiled:
    """The text, and how values become the driver's parameters: in order for SQLite, by name for PostgreSQL."""

    def __init__(self, statement: ClauseElement, connection: Connection) -> None:
        dialect = connection.dialect
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        binds = {name: compiled.binds[name] for name in compiled.bind_names.values()}
        processors = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
        self.text = compiled.string
        self.error: type[Exception] = dialect.loaded_dbapi.Error
        self._names = compiled.positiontup
        self._constants = {name: bind.value for name, bind in binds.items() if not bind.required}
        self._processors = {name: process for name, process in processors.items() if process}

    def bind(self, values: Values) -> Any:
        ready = {**self._constants, **values}
        for name, process in self._processors.items():
            ready[name] = process(ready[name])
        return ready if self._names is None else [ready[name] for name in self._names]
