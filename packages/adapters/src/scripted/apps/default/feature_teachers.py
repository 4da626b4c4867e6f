"""Teachers."""

from core import Application
from records import Resource, Text

TEACHERS = Resource(
    "teacher",
    "teachers",
    (
        Text("name", 100),
        Text("email", 254, unique=True, email=True),
        Text("department", 100, required=False),
    ),
)


def register(app: Application) -> None:
    """Serve /teachers."""
    TEACHERS.register(app)
