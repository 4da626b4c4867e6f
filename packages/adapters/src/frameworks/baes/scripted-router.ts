export interface Attribute {
  name: string
  type: string
}

const PYTHON_TYPES: Record<string, string> = { int: 'int', float: 'float', bool: 'bool' }
const SQL_TYPES: Record<string, string> = { int: 'INTEGER', float: 'REAL', bool: 'INTEGER' }

/**
 * The router that BAeS asks for: /api/<entity>s/, every attribute optional, records in the database beside it. It makes
 * its own table, which BAeS means to do but at the pinned commit cannot.
 */
export function routerCode(entity: string, attributes: readonly Attribute[], words: string): string {
  const one = entity.toLowerCase()
  const all = `${one}s`
  const fields = attributes.filter(({ name }) => name !== 'id')
  return `"""Routes of ${all}.

${words}
"""

import os
import sqlite3
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Optional

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel

router = APIRouter(prefix="/api/${all}", tags=["${entity}s"])

DB_PATH = os.path.abspath(os.path.join(os.path.dirname(__file__), "../database/baes_system.db"))
COLUMNS: Dict[str, str] = {${fields.map(({ name, type }) => `"${name}": "${SQL_TYPES[type] ?? 'TEXT'}"`).join(', ')}}


class ${entity}Input(BaseModel):
    """What a client sends."""

${fields.map(({ name, type }) => `    ${name}: Optional[${PYTHON_TYPES[type] ?? 'str'}] = None\n`).join('')}

class ${entity}Response(${entity}Input):
    """What a client gets."""

    id: int


@contextmanager
def get_db_connection() -> Iterator[sqlite3.Connection]:
    """Open the database with an up-to-date table; keep the changes when all goes well."""
    conn = sqlite3.connect(DB_PATH)
    conn.row_factory = sqlite3.Row
    try:
        conn.execute("CREATE TABLE IF NOT EXISTS ${all} (id INTEGER PRIMARY KEY AUTOINCREMENT)")
        present = {row["name"] for row in conn.execute("PRAGMA table_info(${all})")}
        for name, kind in COLUMNS.items():
            if name not in present:
                conn.execute("ALTER TABLE ${all} ADD COLUMN " + name + " " + kind)
        yield conn
        conn.commit()
    except sqlite3.IntegrityError as error:
        conn.rollback()
        raise HTTPException(status_code=409, detail=str(error)) from error
    except Exception:
        conn.rollback()
        raise
    finally:
        conn.close()


def find(conn: sqlite3.Connection, record_id: int) -> Dict[str, Any]:
    """Return a record, or refuse with 404."""
    row = conn.execute("SELECT * FROM ${all} WHERE id = ?", (record_id,)).fetchone()
    if row is None:
        raise HTTPException(status_code=404, detail="${entity} not found")
    return dict(row)


@router.post("/", response_model=${entity}Response, status_code=201)
def create_${one}(data: ${entity}Input) -> Dict[str, Any]:
    """Create a record."""
    values = data.model_dump()
    names = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    with get_db_connection() as conn:
        statement = "INSERT INTO ${all} (" + names + ") VALUES (" + marks + ")"
        return find(conn, conn.execute(statement, tuple(values.values())).lastrowid)


@router.get("/", response_model=List[${entity}Response])
def list_${all}() -> List[Dict[str, Any]]:
    """Return all records."""
    with get_db_connection() as conn:
        return [dict(row) for row in conn.execute("SELECT * FROM ${all} ORDER BY id")]


@router.get("/{record_id}", response_model=${entity}Response)
def get_${one}(record_id: int) -> Dict[str, Any]:
    """Return a record."""
    with get_db_connection() as conn:
        return find(conn, record_id)


@router.put("/{record_id}", response_model=${entity}Response)
def update_${one}(record_id: int, data: ${entity}Input) -> Dict[str, Any]:
    """Replace a record."""
    values = data.model_dump()
    changes = ", ".join(name + " = ?" for name in values)
    with get_db_connection() as conn:
        find(conn, record_id)
        conn.execute("UPDATE ${all} SET " + changes + " WHERE id = ?", (*values.values(), record_id))
        return find(conn, record_id)


@router.delete("/{record_id}", status_code=204)
def delete_${one}(record_id: int) -> Response:
    """Delete a record."""
    with get_db_connection() as conn:
        find(conn, record_id)
        conn.execute("DELETE FROM ${all} WHERE id = ?", (record_id,))
    return Response(status_code=204)
`
}
