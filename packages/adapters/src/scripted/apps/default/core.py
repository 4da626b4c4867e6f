"""JSON over HTTP with data in SQLite, built on the standard library alone.

An ``Application`` holds routes and a database, and features add to both. Nothing in
this file knows what the features are.
"""

import json
import re
import sqlite3
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

MAX_BODY_BYTES = 1_000_000


class HttpError(Exception):
    """A request that is refused, with its status code and the reason for the client."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Request:
    """What a handler gets: the open transaction, the numbers in the path, headers and body."""

    db: sqlite3.Connection
    params: dict[str, int]
    headers: Message
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body as an object; anything else is refused with 422."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            raise HttpError(422, "The body is not valid JSON.") from None
        if not isinstance(value, dict):
            raise HttpError(422, "The body must be a JSON object.")
        return value


Response = tuple[int, Any]
Handler = Callable[[Request], Response]


class Application:
    """Routes and a database."""

    def __init__(self, database_path: Path) -> None:
        self.database_path = database_path
        self.routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._writing = threading.Lock()
        database_path.parent.mkdir(parents=True, exist_ok=True)
        self.migrate("migrations", "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)")

    def route(self, method: str, path: str, handler: Handler) -> None:
        """Answer ``method path`` with ``handler``; ``{name}`` in the path is a whole number."""
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[0-9]{1,18})", path)
        self.routes.append((method, re.compile(pattern), handler))

    def migrate(self, name: str, *statements: str) -> None:
        """Run the statements once in the life of the database.

        A later change of the tables is a new migration under a new name, so that a
        database written by an older state of the project is brought up to date.
        """
        with self.transaction() as db:
            if name != "migrations":
                if db.execute("SELECT 1 FROM migrations WHERE name = ?", (name,)).fetchone():
                    return
                db.execute("INSERT INTO migrations (name) VALUES (?)", (name,))
            for statement in statements:
                db.execute(statement)

    @contextmanager
    def transaction(self, write: bool = True) -> Iterator[sqlite3.Connection]:
        """Open a connection whose changes are committed at the end, or undone by an error."""
        connection = sqlite3.connect(self.database_path, timeout=10, isolation_level=None)
        # Writers of this process queue here; SQLite itself would make them poll.
        with self._writing if write else nullcontext(), closing(connection) as db:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA foreign_keys = ON")
            # Taking the write lock at once makes writers wait for each other instead of failing.
            db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def handle(self, method: str, path: str, headers: Message, body: bytes) -> Response:
        """Answer one request; every failure becomes a status and an error body."""
        try:
            handler, params = self._find(method, path)
            with self.transaction(write=method != "GET") as db:
                return handler(Request(db, params, headers, body))
        except HttpError as error:
            return error.status, {"error": error.message}
        except Exception:
            traceback.print_exc()
            return 500, {"error": "The server failed; its log says why."}

    def _find(self, method: str, path: str) -> tuple[Handler, dict[str, int]]:
        path_exists = False
        for known_method, pattern, handler in self.routes:
            if match := pattern.fullmatch(path):
                if known_method == method:
                    return handler, {name: int(text) for name, text in match.groupdict().items()}
                path_exists = True
        if path_exists:
            raise HttpError(405, f"{method} is not possible on {path}.")
        raise HttpError(404, f"There is nothing at {path}.")


def create_server(app: Application, port: int) -> ThreadingHTTPServer:
    """Bind the application to 127.0.0.1; port 0 takes any free port."""

    class RequestHandler(BaseHTTPRequestHandler):
        """Reads a request, asks the application, writes its answer."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body leave together
        timeout = 60

        def respond(self) -> None:
            """Answer the request that was just read."""
            length = self.headers.get("Content-Length") or "0"
            if "Transfer-Encoding" in self.headers or not length.isdecimal():
                self._send(411, {"error": "Send the body with a Content-Length."}, last=True)
            elif int(length) > MAX_BODY_BYTES:
                self._send(413, {"error": "The body is too large."}, last=True)
            else:
                body = self.rfile.read(int(length))
                path = urlsplit(self.path).path
                self._send(*app.handle(self.command, path, self.headers, body))

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond

        def _send(self, status: int, payload: Any, last: bool = False) -> None:
            self.send_response(status)
            if last:
                self.send_header("Connection", "close")
            if status == 204:
                self.end_headers()
                return
            content = json.dumps(payload, ensure_ascii=False).encode()
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the log for failures."""

    class Server(ThreadingHTTPServer):
        """Holds more waiting connections than the standard five."""

        request_queue_size = 128

    return Server(("127.0.0.1", port), RequestHandler)
