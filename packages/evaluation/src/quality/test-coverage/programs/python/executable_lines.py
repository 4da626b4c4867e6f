"""Reads a JSON list of paths and writes to descriptor 3, by path, the lines that the interpreter can run.

Null stands for a file that it does not accept.
"""

import json
import os
import sys
import types
from dis import findlinestarts

REPORT = 3


def lines_of(code):
    """The lines of a code object and of those inside it."""
    lines = {line for _, line in findlinestarts(code) if line}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            lines |= lines_of(constant)
    return lines


def executable_lines(path):
    try:
        with open(path, "rb") as file:
            return sorted(lines_of(compile(file.read(), path, "exec", dont_inherit=True)))
    except (SyntaxError, ValueError, RecursionError):
        return None


with os.fdopen(REPORT, "w") as report:
    json.dump({path: executable_lines(path) for path in json.load(sys.stdin)}, report)
