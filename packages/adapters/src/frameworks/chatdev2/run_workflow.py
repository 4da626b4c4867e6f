"""Runs a workflow of ChatDev 2 on a task.

Reads what to do as JSON from standard input. ChatDev writes below the working directory.
"""

import json
import logging
import os
import sys
from pathlib import Path

order = json.load(sys.stdin)
source = Path(order["source"])
# In place of this file's directory, as if it lay where ChatDev's own programs do.
sys.path[0] = str(source)

import yaml
from runtime.sdk import run_workflow


class EndAtFailedCall(logging.Handler):
    """Ends the process when an agent could not call its model.

    ChatDev hands the text of the error on as that agent's work and lets all others go on from it.
    """

    def emit(self, record):
        if record.levelno < logging.ERROR:
            return
        message = json.loads(record.getMessage())["message"]
        if "] Error calling model: " in message:
            print(" ".join(message.split()), file=sys.stderr, flush=True)
            os._exit(1)


def with_models(workflow):
    """The workflow with the model, and for each agent the address at which its calls are metered."""
    for node in workflow["graph"]["nodes"]:
        if node["type"] == "agent":
            config = node["config"]
            config.update(order["endpoints"][node["id"]], name=order["model"])
            if order["temperature"] is not None:
                config["params"] = {**config["params"], "temperature": order["temperature"]}
    return workflow


own = Path(order["session"] + ".yaml").absolute()
workflow = yaml.safe_load((source / order["workflow"]).read_text(encoding="utf-8"))
own.write_text(yaml.safe_dump(with_models(workflow), allow_unicode=True, sort_keys=False), encoding="utf-8")
logging.getLogger().addHandler(EndAtFailedCall())
run_workflow(own, task_prompt=order["task"], session_name=order["session"])
