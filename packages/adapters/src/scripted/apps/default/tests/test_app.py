"""Tests of the whole application over HTTP, each with a server and a database of its own.

Run them with ``python3 -m unittest discover -s tests`` in the project root. A feature
that is not part of the project is left out.
"""

import json
import sys
import tempfile
import threading
import unittest
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core import create_server  # noqa: E402
from main import create_app  # noqa: E402

UNKNOWN = 999_999


def needs(feature):
    """Leave a test class out when its feature is not part of the project."""
    present = (ROOT / f"feature_{feature}.py").exists()
    return unittest.skipUnless(present, f"no {feature} in this project")


class AppTest(unittest.TestCase):
    """Starts the application on a free port with an empty database."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.database_path = Path(directory.name) / "test.db"
        self.server = None
        self.start()
        self.addCleanup(self.stop)

    def start(self):
        """Start the server on the database of this test."""
        self.server = create_server(create_app(self.database_path), port=0)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def stop(self):
        """Stop the server; the database stays."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def call(self, method, path, body=None, token=None):
        """Send a request and return its status and the decoded body."""
        connection = HTTPConnection("127.0.0.1", self.server.server_port, timeout=5)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = body if isinstance(body, str) else json.dumps(body) if body is not None else None
        connection.request(method, path, content, headers)
        response = connection.getresponse()
        text = response.read()
        connection.close()
        return response.status, json.loads(text) if text else None

    def create(self, path, body):
        """Create a record that must be accepted and return it."""
        status, record = self.call("POST", path, body)
        self.assertEqual(status, 201, record)
        return record

    def assert_refused(self, expected, method, path, body=None, token=None):
        """Expect a status and an error that says why."""
        status, answer = self.call(method, path, body, token)
        self.assertEqual(status, expected, answer)
        self.assertTrue(answer["error"])


class CoreTest(AppTest):
    """What holds for every route."""

    def test_an_unknown_path_is_refused(self):
        self.assert_refused(404, "GET", "/nothing")

    def test_a_database_of_an_earlier_start_is_used_again(self):
        self.stop()
        self.start()
        self.assert_refused(404, "GET", "/nothing")


class ResourceTests:
    """The checks that students, courses and teachers share."""

    path = ""
    first: dict = {}
    second: dict = {}
    optional = ""
    unique = ""
    faults: tuple = ()

    def test_create_returns_the_record_with_an_id(self):
        record = self.create(self.path, {**self.first, "id": UNKNOWN, "extra": 1})
        self.assertEqual(record, {**self.first, "id": record["id"]})
        self.assertNotEqual(record["id"], UNKNOWN)

    def test_an_optional_field_may_be_left_out(self):
        body = {key: value for key, value in self.first.items() if key != self.optional}
        self.assertIsNone(self.create(self.path, body)[self.optional])

    def test_invalid_bodies_are_refused_and_nothing_is_stored(self):
        for body in ("{", "[]", {}, *({**self.first, **fault} for fault in self.faults)):
            with self.subTest(body=body):
                self.assert_refused(422, "POST", self.path, body)
        self.assertEqual(self.call("GET", self.path), (200, []))

    def test_read_and_list_return_what_was_created(self):
        records = [self.create(self.path, body) for body in (self.second, self.first)]
        self.assertEqual(self.call("GET", self.path), (200, records))
        self.assertEqual(self.call("GET", f"{self.path}/{records[0]['id']}"), (200, records[0]))

    def test_data_survives_a_restart(self):
        record = self.create(self.path, self.first)
        self.stop()
        self.start()
        self.assertEqual(self.call("GET", self.path), (200, [record]))

    def test_replace_changes_every_field(self):
        record_id = self.create(self.path, self.first)["id"]
        changed = {**self.second, "id": record_id}
        self.assertEqual(self.call("PUT", f"{self.path}/{record_id}", self.second), (200, changed))
        self.assertEqual(self.call("GET", f"{self.path}/{record_id}"), (200, changed))

    def test_replace_refuses_an_invalid_body(self):
        record = self.create(self.path, self.first)
        self.assert_refused(422, "PUT", f"{self.path}/{record['id']}", {})
        self.assertEqual(self.call("GET", self.path), (200, [record]))

    def test_a_unique_value_is_taken_once_whatever_its_case(self):
        taken = {self.unique: self.create(self.path, self.first)[self.unique].upper()}
        other = self.create(self.path, self.second)
        self.assert_refused(409, "POST", self.path, {**self.first, **taken})
        self.assert_refused(409, "PUT", f"{self.path}/{other['id']}", {**self.second, **taken})
        self.assertEqual(self.call("PUT", f"{self.path}/{other['id']}", self.second)[0], 200)

    def test_delete_removes_the_record_and_its_id_for_good(self):
        record_id = self.create(self.path, self.first)["id"]
        self.assertEqual(self.call("DELETE", f"{self.path}/{record_id}"), (204, None))
        self.assert_refused(404, "GET", f"{self.path}/{record_id}")
        self.assertNotEqual(self.create(self.path, self.first)["id"], record_id)

    def test_an_unknown_id_is_refused(self):
        path = f"{self.path}/{UNKNOWN}"
        self.assert_refused(404, "GET", path)
        self.assert_refused(404, "PUT", path, self.first)
        self.assert_refused(404, "DELETE", path)


@needs("students")
class StudentsTest(ResourceTests, AppTest):
    """The routes at /students."""

    path = "/students"
    first = {"name": "Ada Lovelace", "email": "ada@uni.org", "age": 36}
    second = {"name": "Zoë O'Neil", "email": "zoe@uni.org", "age": None}
    optional = "age"
    unique = "email"
    faults = (
        *({"name": value} for value in (None, " ", 5, "x" * 101, "\ud800")),
        *({"email": value} for value in ("ada", "a@b", "a b@uni.org", "a@b@uni.org", "a@uni.")),
        *({"age": value} for value in (-1, 151, 20.5, "20", True)),
    )


@needs("courses")
class CoursesTest(ResourceTests, AppTest):
    """The routes at /courses."""

    path = "/courses"
    first = {"code": "ma101", "title": "Algebra", "credits": 5, "description": "Groups"}
    second = {"code": "ph101", "title": "Mechanics", "credits": 30, "description": None}
    optional = "description"
    unique = "code"
    faults = (
        *({"code": value} for value in (None, "", 1, "x" * 21)),
        *({"title": value} for value in (None, "\t", [], "x" * 201)),
        *({"credits": value} for value in (None, 0, 31, 1.5, "3", False)),
        *({"description": value} for value in ("", 1, "x" * 1001)),
    )


@needs("teachers")
class TeachersTest(ResourceTests, AppTest):
    """The routes at /teachers."""

    path = "/teachers"
    first = {"name": "Emmy Noether", "email": "emmy@uni.org", "department": "Mathematics"}
    second = {"name": "Marie Curie", "email": "marie@uni.org", "department": None}
    optional = "department"
    unique = "email"
    faults = (
        *({"name": value} for value in (None, "", 5, "x" * 101)),
        *({"email": value} for value in (None, "emmy", "@uni.org", "emmy@.org")),
        *({"department": value} for value in (" ", 7, "x" * 101)),
    )


@needs("auth")
class AuthTest(AppTest):
    """The routes below /auth."""

    ada = {"username": "ada", "password": "correct horse"}

    def token(self):
        """Log the user in and return the token."""
        status, answer = self.call("POST", "/auth/login", self.ada)
        self.assertEqual((status, answer["token_type"]), (200, "bearer"))
        return answer["access_token"]

    def test_register_returns_the_user_without_the_password(self):
        user = self.create("/auth/register", self.ada)
        self.assertEqual(user, {"id": user["id"], "username": "ada"})

    def test_register_refuses_a_taken_username(self):
        self.create("/auth/register", self.ada)
        self.assert_refused(409, "POST", "/auth/register", {**self.ada, "username": "ADA"})

    def test_register_refuses_invalid_credentials(self):
        faults = [{"username": value} for value in (None, "ab", "a b c", "x" * 51)]
        faults += [{"password": value} for value in (None, 12345678, "short", "x" * 129, "\ud800")]
        for fault in faults:
            with self.subTest(fault=fault):
                self.assert_refused(422, "POST", "/auth/register", {**self.ada, **fault})

    def test_login_refuses_a_wrong_password_and_an_unknown_user(self):
        self.create("/auth/register", self.ada)
        for wrong in ({"password": "Correct horse"}, {"username": "nobody"}):
            self.assert_refused(401, "POST", "/auth/login", {**self.ada, **wrong})

    def test_me_names_the_owner_of_the_token(self):
        user = self.create("/auth/register", self.ada)
        self.assertEqual(self.call("GET", "/auth/me", token=self.token()), (200, user))

    def test_me_and_logout_need_a_valid_token(self):
        for token in (None, "forged"):
            self.assert_refused(401, "GET", "/auth/me", token=token)
            self.assert_refused(401, "POST", "/auth/logout", token=token)

    def test_logout_ends_one_token_only(self):
        self.create("/auth/register", self.ada)
        first, second = self.token(), self.token()
        self.assertEqual(self.call("POST", "/auth/logout", token=first), (204, None))
        self.assert_refused(401, "GET", "/auth/me", token=first)
        self.assertEqual(self.call("GET", "/auth/me", token=second)[0], 200)

    def test_passwords_are_not_stored(self):
        self.create("/auth/register", self.ada)
        stored = self.database_path.read_bytes()
        self.assertIn(b"ada", stored)
        self.assertNotIn(self.ada["password"].encode(), stored)


@needs("relationships")
class RelationshipsTest(AppTest):
    """Enrollments and teachers of courses."""

    def setUp(self):
        super().setUp()
        self.student = self.create("/students", {"name": "Ada", "email": "ada@uni.org"})
        self.course = self.create("/courses", {"code": "ma101", "title": "Algebra", "credits": 5})
        self.teacher = self.create("/teachers", {"name": "Emmy", "email": "emmy@uni.org"})
        self.pair = {"student_id": self.student["id"], "course_id": self.course["id"]}
        self.course_path = f"/courses/{self.course['id']}"
        self.assign = {"teacher_id": self.teacher["id"]}

    def test_an_enrollment_shows_from_both_sides(self):
        enrollment = self.create("/enrollments", self.pair)
        self.assertEqual(enrollment, {"id": enrollment["id"], **self.pair})
        self.assertEqual(self.call("GET", "/enrollments"), (200, [enrollment]))
        self.assertEqual(self.call("GET", f"{self.course_path}/students"), (200, [self.student]))
        courses = self.call("GET", f"/students/{self.student['id']}/courses")
        self.assertEqual(courses, (200, [self.course]))

    def test_an_enrollment_needs_an_existing_student_and_course(self):
        for missing in ({"student_id": UNKNOWN}, {"course_id": UNKNOWN}):
            self.assert_refused(404, "POST", "/enrollments", {**self.pair, **missing})
        self.assert_refused(422, "POST", "/enrollments", {"student_id": "1"})

    def test_a_student_is_enrolled_once_in_a_course(self):
        path = f"/enrollments/{self.create('/enrollments', self.pair)['id']}"
        self.assert_refused(409, "POST", "/enrollments", self.pair)
        self.assertEqual(self.call("DELETE", path), (204, None))
        self.assert_refused(404, "GET", path)
        self.create("/enrollments", self.pair)

    def test_a_course_has_one_teacher_who_can_be_replaced(self):
        path = f"{self.course_path}/teacher"
        self.assert_refused(404, "GET", path)
        self.assertEqual(
            self.call("PUT", path, self.assign),
            (200, {"course_id": self.course["id"], **self.assign}),
        )
        other = self.create("/teachers", {"name": "Marie", "email": "marie@uni.org"})
        self.call("PUT", path, {"teacher_id": other["id"]})
        self.assertEqual(self.call("GET", path), (200, other))
        self.assertEqual(self.call("GET", f"/teachers/{self.teacher['id']}/courses"), (200, []))
        courses = self.call("GET", f"/teachers/{other['id']}/courses")
        self.assertEqual(courses, (200, [self.course]))

    def test_a_teacher_can_be_unassigned(self):
        path = f"{self.course_path}/teacher"
        self.call("PUT", path, self.assign)
        self.assertEqual(self.call("DELETE", path), (204, None))
        self.assert_refused(404, "DELETE", path)

    def test_an_assignment_needs_an_existing_teacher(self):
        path = f"{self.course_path}/teacher"
        self.assert_refused(404, "PUT", path, {"teacher_id": UNKNOWN})
        self.assert_refused(422, "PUT", path, {"teacher_id": None})

    def test_deleting_a_record_deletes_its_relationships_only(self):
        self.create("/enrollments", self.pair)
        self.call("PUT", f"{self.course_path}/teacher", self.assign)
        self.assertEqual(self.call("DELETE", f"/students/{self.student['id']}")[0], 204)
        self.assertEqual(self.call("DELETE", f"/teachers/{self.teacher['id']}")[0], 204)
        self.assertEqual(self.call("GET", "/enrollments"), (200, []))
        self.assert_refused(404, "GET", f"{self.course_path}/teacher")
        self.assertEqual(self.call("GET", "/courses"), (200, [self.course]))


if __name__ == "__main__":
    unittest.main()
