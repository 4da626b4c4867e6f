"""Enrollments of students in courses, and the teacher of a course."""

import sqlite3
from typing import Any

from core import Application, HttpError, Request, Response
from feature_courses import COURSES
from feature_students import STUDENTS
from feature_teachers import TEACHERS
from records import Integer, valid_values

ANY_ID = 2**63 - 1
ENROLLMENT_FIELDS = (Integer("student_id", 1, ANY_ID), Integer("course_id", 1, ANY_ID))
ASSIGNMENT_FIELDS = (Integer("teacher_id", 1, ANY_ID),)


def register(app: Application) -> None:
    """Create both tables and serve the routes. Deleting a record deletes its relationships."""
    app.migrate(
        "relationships",
        """CREATE TABLE IF NOT EXISTS enrollments (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            student_id INTEGER NOT NULL REFERENCES students (id) ON DELETE CASCADE,
            course_id INTEGER NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
            UNIQUE (student_id, course_id)
        )""",
        """CREATE TABLE IF NOT EXISTS assignments (
            course_id INTEGER PRIMARY KEY REFERENCES courses (id) ON DELETE CASCADE,
            teacher_id INTEGER NOT NULL REFERENCES teachers (id) ON DELETE CASCADE
        )""",
    )
    app.route("POST", "/enrollments", enroll)
    app.route("GET", "/enrollments", list_enrollments)
    app.route("GET", "/enrollments/{id}", read_enrollment)
    app.route("DELETE", "/enrollments/{id}", delete_enrollment)
    app.route("GET", "/students/{id}/courses", courses_of_student)
    app.route("GET", "/courses/{id}/students", students_of_course)
    app.route("PUT", "/courses/{id}/teacher", assign_teacher)
    app.route("GET", "/courses/{id}/teacher", teacher_of_course)
    app.route("DELETE", "/courses/{id}/teacher", unassign_teacher)
    app.route("GET", "/teachers/{id}/courses", courses_of_teacher)


def enroll(request: Request) -> Response:
    """Enroll a student in a course, once."""
    values = valid_values(ENROLLMENT_FIELDS, request.json())
    STUDENTS.get(request.db, values["student_id"])
    COURSES.get(request.db, values["course_id"])
    try:
        enrollment_id = request.db.execute(
            "INSERT INTO enrollments (student_id, course_id) VALUES (:student_id, :course_id)",
            values,
        ).lastrowid
    except sqlite3.IntegrityError:
        raise HttpError(409, "The student is already enrolled in this course.") from None
    return 201, {"id": enrollment_id, **values}


def list_enrollments(request: Request) -> Response:
    """Return all enrollments."""
    return 200, _rows(request.db, "SELECT * FROM enrollments ORDER BY id")


def read_enrollment(request: Request) -> Response:
    """Return one enrollment."""
    found = _rows(request.db, "SELECT * FROM enrollments WHERE id = ?", request.params["id"])
    if not found:
        raise HttpError(404, f"There is no enrollment {request.params['id']}.")
    return 200, found[0]


def delete_enrollment(request: Request) -> Response:
    """Take a student out of a course."""
    _, enrollment = read_enrollment(request)
    request.db.execute("DELETE FROM enrollments WHERE id = ?", (enrollment["id"],))
    return 204, None


def courses_of_student(request: Request) -> Response:
    """Return the courses in which a student is enrolled."""
    student = STUDENTS.get(request.db, request.params["id"])
    query = """SELECT courses.* FROM courses JOIN enrollments ON course_id = courses.id
        WHERE student_id = ? ORDER BY courses.id"""
    return 200, _rows(request.db, query, student["id"])


def students_of_course(request: Request) -> Response:
    """Return the students enrolled in a course."""
    course = COURSES.get(request.db, request.params["id"])
    query = """SELECT students.* FROM students JOIN enrollments ON student_id = students.id
        WHERE course_id = ? ORDER BY students.id"""
    return 200, _rows(request.db, query, course["id"])


def assign_teacher(request: Request) -> Response:
    """Set the one teacher of a course, whoever it was before."""
    course = COURSES.get(request.db, request.params["id"])
    values = valid_values(ASSIGNMENT_FIELDS, request.json())
    TEACHERS.get(request.db, values["teacher_id"])
    assignment = {"course_id": course["id"], **values}
    request.db.execute(
        "INSERT OR REPLACE INTO assignments VALUES (:course_id, :teacher_id)", assignment
    )
    return 200, assignment


def teacher_of_course(request: Request) -> Response:
    """Return the teacher of a course, if it has one."""
    course = COURSES.get(request.db, request.params["id"])
    query = """SELECT teachers.* FROM teachers JOIN assignments ON teacher_id = teachers.id
        WHERE course_id = ?"""
    found = _rows(request.db, query, course["id"])
    if not found:
        raise HttpError(404, f"Course {course['id']} has no teacher.")
    return 200, found[0]


def unassign_teacher(request: Request) -> Response:
    """Leave a course without a teacher."""
    teacher_of_course(request)
    request.db.execute("DELETE FROM assignments WHERE course_id = ?", (request.params["id"],))
    return 204, None


def courses_of_teacher(request: Request) -> Response:
    """Return the courses of a teacher."""
    teacher = TEACHERS.get(request.db, request.params["id"])
    query = """SELECT courses.* FROM courses JOIN assignments ON course_id = courses.id
        WHERE teacher_id = ? ORDER BY courses.id"""
    return 200, _rows(request.db, query, teacher["id"])


def _rows(db: sqlite3.Connection, query: str, *values: int) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(query, values)]
