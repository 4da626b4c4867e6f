"""Students."""

from core import Application
from records import Integer, Resource, Text

STUDENTS = Resource(
    "student",
    "students",
    (
        Text("name", 100),
        Text("email", 254, unique=True, email=True),
        Integer("age", 0, 150, required=False),
    ),
)


def register(app: Application) -> None:
    """Serve /students."""
    STUDENTS.register(app)
