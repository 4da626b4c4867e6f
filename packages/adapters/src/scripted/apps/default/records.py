"""Resources: records of one kind, stored in one table and served by five routes."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from core import Application, HttpError, Request, Response

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True)
class Text:
    """A string of at least one visible character and at most ``longest`` characters."""

    name: str
    longest: int
    required: bool = True
    unique: bool = False
    email: bool = False

    @property
    def column(self) -> str:
        """The column of this field in a CREATE TABLE statement."""
        unique = " UNIQUE COLLATE NOCASE" if self.unique else ""
        return f"{self.name} TEXT{' NOT NULL' if self.required else ''}{unique}"

    def fault(self, value: object) -> str | None:
        """Say what is wrong with a value, if anything is."""
        if not isinstance(value, str):
            return "must be a string"
        if not value.strip():
            return "must not be blank"
        if len(value) > self.longest:
            return f"must not be longer than {self.longest} characters"
        if any("\ud800" <= character <= "\udfff" for character in value):
            return "must be valid Unicode"
        if self.email and not EMAIL.fullmatch(value):
            return "must be an email address"
        return None


@dataclass(frozen=True)
class Integer:
    """A whole number between ``least`` and ``most``."""

    name: str
    least: int
    most: int
    required: bool = True

    @property
    def column(self) -> str:
        """The column of this field in a CREATE TABLE statement."""
        return f"{self.name} INTEGER{' NOT NULL' if self.required else ''}"

    def fault(self, value: object) -> str | None:
        """Say what is wrong with a value, if anything is."""
        if not isinstance(value, int) or isinstance(value, bool):
            return "must be an integer"
        if not self.least <= value <= self.most:
            return f"must be between {self.least} and {self.most}"
        return None


Field = Text | Integer


def valid_values(fields: tuple[Field, ...], body: dict[str, Any]) -> dict[str, Any]:
    """Take the fields out of a body, ignoring all else; 422 names every field that is wrong."""
    values, faults = {}, []
    for field in fields:
        value = values[field.name] = body.get(field.name)
        if value is None and not field.required:
            continue
        if fault := "is required" if value is None else field.fault(value):
            faults.append(f"{field.name} {fault}")
    if faults:
        raise HttpError(422, "; ".join(faults) + ".")
    return values


@contextmanager
def conflict_as_409() -> Iterator[None]:
    """Refuse a value that another record already has."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        taken = str(error).rpartition(".")[2]
        raise HttpError(409, f"This {taken} is already taken.") from None


@dataclass(frozen=True)
class Resource:
    """Records called ``name``, kept in ``table`` and served at ``/table``."""

    name: str
    table: str
    fields: tuple[Field, ...]

    def register(self, app: Application) -> None:
        """Create the table where it is missing and add the five routes."""
        columns = ", ".join(field.column for field in self.fields)
        # AUTOINCREMENT: an id is never used again, even after its record was deleted.
        key = "id INTEGER PRIMARY KEY AUTOINCREMENT"
        app.migrate(self.table, f"CREATE TABLE IF NOT EXISTS {self.table} ({key}, {columns})")
        app.route("POST", f"/{self.table}", self._create)
        app.route("GET", f"/{self.table}", self._list)
        app.route("GET", f"/{self.table}/{{id}}", self._read)
        app.route("PUT", f"/{self.table}/{{id}}", self._replace)
        app.route("DELETE", f"/{self.table}/{{id}}", self._delete)

    def get(self, db: sqlite3.Connection, record_id: int | None) -> dict[str, Any]:
        """Return a record, or refuse with 404."""
        found = db.execute(f"SELECT * FROM {self.table} WHERE id = ?", (record_id,)).fetchone()
        if found is None:
            raise HttpError(404, f"There is no {self.name} {record_id}.")
        return dict(found)

    def _create(self, request: Request) -> Response:
        values = valid_values(self.fields, request.json())
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        statement = f"INSERT INTO {self.table} ({names}) VALUES ({marks})"
        with conflict_as_409():
            record_id = request.db.execute(statement, tuple(values.values())).lastrowid
        return 201, self.get(request.db, record_id)

    def _list(self, request: Request) -> Response:
        rows = request.db.execute(f"SELECT * FROM {self.table} ORDER BY id")
        return 200, [dict(row) for row in rows]

    def _read(self, request: Request) -> Response:
        return 200, self.get(request.db, request.params["id"])

    def _replace(self, request: Request) -> Response:
        record_id = self.get(request.db, request.params["id"])["id"]
        values = valid_values(self.fields, request.json())
        changes = ", ".join(f"{name} = ?" for name in values)
        statement = f"UPDATE {self.table} SET {changes} WHERE id = ?"
        with conflict_as_409():
            request.db.execute(statement, (*values.values(), record_id))
        return 200, self.get(request.db, record_id)

    def _delete(self, request: Request) -> Response:
        record_id = self.get(request.db, request.params["id"])["id"]
        request.db.execute(f"DELETE FROM {self.table} WHERE id = ?", (record_id,))
        return 204, None
