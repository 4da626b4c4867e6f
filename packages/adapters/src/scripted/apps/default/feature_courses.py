"""Courses."""

from core import Application
from records import Integer, Resource, Text

COURSES = Resource(
    "course",
    "courses",
    (
        Text("code", 20, unique=True),
        Text("title", 200),
        Integer("credits", 1, 30),
        Text("description", 1000, required=False),
    ),
)


def register(app: Application) -> None:
    """Serve /courses."""
    COURSES.register(app)
