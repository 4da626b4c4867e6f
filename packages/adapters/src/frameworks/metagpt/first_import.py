"""Imports all that a run of MetaGPT's software company imports, and leaves it compiled."""

import os
import sys
import tempfile
from pathlib import Path

# Whatever PYTHONDONTWRITEBYTECODE says: that is what this is for.
sys.dont_write_bytecode = False

with tempfile.TemporaryDirectory() as home:
    # MetaGPT wants a configuration and a place for its logs as soon as it is imported.
    os.environ.update(HOME=home, METAGPT_PROJECT_ROOT=home)
    config = Path(home, ".metagpt", "config2.yaml")
    config.parent.mkdir()
    config.write_text("llm: {api_key: none}")
    import metagpt.roles
    import metagpt.software_company
    import metagpt.team
