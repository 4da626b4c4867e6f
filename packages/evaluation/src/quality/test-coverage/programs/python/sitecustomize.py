"""Notes the lines of a project that are run, in every Python process that finds this file on its path.

Each line is written down when it is run for the first time, so that nothing is lost with a process that is killed.
DEVBENCH_TRACE_ROOT is the project, DEVBENCH_TRACE_TO the directory of the notes: ``<line> <path>`` per line.
"""

import os
import sys
import threading
from dis import findlinestarts


def start(root, directory):
    """Trace this process and its threads from now on."""
    notes = os.open(os.path.join(directory, f"{os.getpid()}.lines"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    paths = {}
    unseen = {}

    def path_of(filename):
        """Path relative to the project; None for code of others."""
        if filename not in paths:
            relative = os.path.relpath(filename, root) if not filename.startswith("<") else ".."
            paths[filename] = None if relative.startswith("..") else relative
        return paths[filename]

    def on_line(frame, event, _argument):
        left = unseen[frame.f_code]
        if event == "line" and frame.f_lineno in left:
            left.discard(frame.f_lineno)
            os.write(notes, f"{frame.f_lineno} {path_of(frame.f_code.co_filename)}\n".encode())
        return on_line

    def on_call(frame, _event, _argument):
        code = frame.f_code
        if path_of(code.co_filename) is None:
            return None
        if code not in unseen:
            unseen[code] = {line for _, line in findlinestarts(code) if line is not None}
        return on_line if unseen[code] else None

    threading.settrace(on_call)
    sys.settrace(on_call)


if "DEVBENCH_TRACE_ROOT" in os.environ:
    start(os.environ["DEVBENCH_TRACE_ROOT"], os.environ["DEVBENCH_TRACE_TO"])
