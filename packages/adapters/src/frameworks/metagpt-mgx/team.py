"""Has a team of MetaGPT fulfil the requirement on stdin. Who is in it, and where each asks the model, says config2.yaml
under `roles`: MetaGPT provides for that, but nothing of it reads it yet."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

# Before qianfan, which MetaGPT imports and which puts something in the place of pyarrow that pandas cannot take.
import pandas  # noqa: F401
from metagpt import roles
from metagpt.config2 import config
from metagpt.context import Context
from metagpt.logs import set_human_input_func
from metagpt.team import Team

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, required=True)
parser.add_argument("--human-port", type=int, required=True, help="where questions to a person go")
parser.add_argument("--saved-team", type=Path, required=True, help="where the team is saved when it gives up")
arguments = parser.parse_args()


class Company(Team):
    def serialize(self, stg_path=None):
        # Not in the project.
        super().serialize(arguments.saved_team)


async def ask(question=""):
    reader, writer = await asyncio.open_connection("127.0.0.1", arguments.human_port)
    writer.write(question.encode())
    writer.write_eof()
    answer = json.loads(await reader.read())
    writer.close()
    if answer is None:
        raise EOFError("nobody answers")
    return answer


set_human_input_func(ask)
company = Company(context=Context(config=config))
company.hire(
    [getattr(roles, own.role)(config=config.model_copy(update={"llm": own.llm})) for own in config.roles]
)
asyncio.run(company.run(n_round=arguments.rounds, idea=sys.stdin.read()))
print(json.dumps({"is_idle": company.env.is_idle}))
