"""Reads a JSON list of paths and prints, by path, the lines that the interpreter can run; null where it cannot read a file."""

import json
import sys
import types
from dis import findlinestarts


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


json.dump({path: executable_lines(path) for path in json.load(sys.stdin)}, sys.stdout)
