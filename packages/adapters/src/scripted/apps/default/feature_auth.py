"""Accounts: register, login, who am I, logout. All other routes stay open."""

import hashlib
import hmac
import re
import secrets
import sqlite3
import time

from core import Application, HttpError, Request, Response

USERNAME = re.compile(r"[A-Za-z0-9._-]{3,50}")
PASSWORD_LENGTHS = range(8, 129)
TOKEN_SECONDS = 24 * 60 * 60
# What guessing one password costs: 4 MiB and about ten milliseconds. Raise n for a larger site.
SCRYPT_COST = {"n": 2**12, "r": 8, "p": 1}


def register(app: Application) -> None:
    """Create the tables for users and their tokens and serve /auth."""
    app.migrate(
        "auth",
        """CREATE TABLE IF NOT EXISTS users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            username TEXT NOT NULL UNIQUE COLLATE NOCASE,
            salt BLOB NOT NULL,
            password_hash BLOB NOT NULL
        )""",
        """CREATE TABLE IF NOT EXISTS tokens (
            token_hash BLOB PRIMARY KEY,
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            expires_at REAL NOT NULL
        )""",
    )
    app.route("POST", "/auth/register", register_user)
    app.route("POST", "/auth/login", login)
    app.route("GET", "/auth/me", me)
    app.route("POST", "/auth/logout", logout)


def register_user(request: Request) -> Response:
    """Create a user; the password itself is not kept."""
    username, password = _credentials(request)
    if not USERNAME.fullmatch(username):
        raise HttpError(422, "username must be 3 to 50 letters, digits, '.', '_' or '-'.")
    if len(password) not in PASSWORD_LENGTHS:
        raise HttpError(422, "password must be 8 to 128 characters long.")
    salt = secrets.token_bytes(16)
    try:
        user_id = request.db.execute(
            "INSERT INTO users (username, salt, password_hash) VALUES (?, ?, ?)",
            (username, salt, _password_hash(password, salt)),
        ).lastrowid
    except sqlite3.IntegrityError:
        raise HttpError(409, "This username is already taken.") from None
    return 201, {"id": user_id, "username": username}


def login(request: Request) -> Response:
    """Issue a token. What is wrong, the user or the password, is not told."""
    username, password = _credentials(request)
    user = request.db.execute("SELECT * FROM users WHERE username = ?", (username,)).fetchone()
    # An unknown user costs the same time as a known one.
    given = _password_hash(password, user["salt"] if user else b"nobody")
    if user is None or not hmac.compare_digest(given, user["password_hash"]):
        raise HttpError(401, "Wrong username or password.")
    token, now = secrets.token_urlsafe(32), time.time()
    request.db.execute("DELETE FROM tokens WHERE expires_at <= ?", (now,))
    request.db.execute(
        "INSERT INTO tokens (token_hash, user_id, expires_at) VALUES (?, ?, ?)",
        (_token_hash(token), user["id"], now + TOKEN_SECONDS),
    )
    return 200, {"access_token": token, "token_type": "bearer"}


def me(request: Request) -> Response:
    """Return the user to whom the token was issued."""
    user = _current_user(request)
    return 200, {"id": user["id"], "username": user["username"]}


def logout(request: Request) -> Response:
    """End the token of this request; other tokens of the user go on."""
    token_hash = _current_user(request)["token_hash"]
    request.db.execute("DELETE FROM tokens WHERE token_hash = ?", (token_hash,))
    return 204, None


def _credentials(request: Request) -> tuple[str, str]:
    body = request.json()
    username, password = body.get("username"), body.get("password")
    if not isinstance(username, str) or not isinstance(password, str):
        raise HttpError(422, "username and password are required and must be strings.")
    if any("\ud800" <= character <= "\udfff" for character in username + password):
        raise HttpError(422, "username and password must be valid Unicode.")
    return username, password


def _current_user(request: Request) -> sqlite3.Row:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    user: sqlite3.Row | None = request.db.execute(
        "SELECT * FROM tokens JOIN users ON users.id = user_id "
        "WHERE token_hash = ? AND expires_at > ?",
        (_token_hash(token.strip()), time.time()),
    ).fetchone()
    if scheme.lower() != "bearer" or user is None:
        raise HttpError(401, "A valid bearer token is required.")
    return user


def _password_hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **SCRYPT_COST)


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
