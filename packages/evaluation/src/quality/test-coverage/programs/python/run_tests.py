"""Runs the tests below a directory by unittest or pytest and writes what became of each to descriptor 3, as JSON.

    run_tests.py unittest|pytest DIRECTORY all|first SECONDS

``first`` ends with the first test that fails. After SECONDS in which no test begins or ends, the process ends without a
result; 0 is no limit. The result is ``{"tests": {id: {"outcome", "message"}}, "versions", "longest_s"}``, the last of
them the longest time in which no test began or ended, or ``{"missing": module}``. Outcomes are passed, failed and
skipped.
"""

import faulthandler
import json
import os
import platform
import sys
import time
import unittest

REPORT = 3
tests = {}


def note(name, outcome, message=""):
    """A test that has failed once (in a part, at its end) stays failed."""
    if tests.get(name, {}).get("outcome") != "failed":
        tests[name] = {"outcome": outcome, "message": message.strip()[-500:]}


class Pace:
    """How long the tests go without one that begins or ends."""

    def __init__(self):
        self.limit = 0.0
        self.longest = 0.0
        self.last = time.monotonic()

    def step(self):
        now = time.monotonic()
        self.longest = max(self.longest, now - self.last)
        self.last = now
        if self.limit:
            # Its thread needs no lock of the interpreter: it ends code that never lets go of that as well.
            faulthandler.dump_traceback_later(self.limit, exit=True, file=sys.__stderr__)

    def end(self):
        self.step()
        faulthandler.cancel_dump_traceback_later()


pace = Pace()


class Notes(unittest.TextTestResult):
    """What becomes of each test of unittest."""

    def startTest(self, test):
        super().startTest(test)
        pace.step()

    def stopTest(self, test):
        super().stopTest(test)
        pace.step()

    def addSuccess(self, test):
        super().addSuccess(test)
        note(test.id(), "passed")

    def addError(self, test, err):
        super().addError(test, err)
        note(test.id(), "failed", self._exc_info_to_string(err, test))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        note(test.id(), "failed", self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            note(test.id(), "failed", self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        note(test.id(), "skipped", reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        note(test.id(), "passed")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        note(test.id(), "failed", "passed against expectation")


def by_unittest(directory, only_first):
    is_package = os.path.exists(os.path.join(directory, "__init__.py"))
    top = "." if is_package else None
    loader = unittest.defaultTestLoader
    suites = [loader.discover(directory, pattern, top) for pattern in ("test*.py", "*_test.py")]
    unittest.TextTestRunner(resultclass=Notes, failfast=only_first).run(unittest.TestSuite(suites))
    return {}


class Plugin:
    """What becomes of each test of pytest."""

    def pytest_runtest_logstart(self):
        pace.step()

    def pytest_runtest_logfinish(self):
        pace.step()

    def pytest_runtest_logreport(self, report):
        if report.failed:
            note(report.nodeid, "failed", report.longreprtext)
        elif report.skipped:
            note(report.nodeid, "skipped", str(report.longrepr))
        elif report.when == "call":
            note(report.nodeid, "passed")

    def pytest_collectreport(self, report):
        if report.failed:
            note(report.nodeid, "failed", report.longreprtext)


def by_pytest(directory, only_first):
    import pytest

    pytest.main(["-p", "no:cacheprovider", directory, *(["-x"] if only_first else [])], plugins=[Plugin()])
    return {"pytest": pytest.__version__}


def main(framework, directory, until, seconds):
    pace.limit = float(seconds)
    pace.step()
    sys.path.insert(0, os.getcwd())
    try:
        versions = (by_pytest if framework == "pytest" else by_unittest)(directory, until == "first")
        pace.end()
        versions = {"python": platform.python_version(), **versions}
        result = {"tests": tests, "versions": versions, "longest_s": pace.longest}
    except ModuleNotFoundError as error:
        if error.name != "pytest":
            raise
        result = {"missing": "pytest"}
    with os.fdopen(REPORT, "w") as report:
        json.dump(result, report)


main(*sys.argv[1:])
