import { delimiter, join } from 'node:path'
import type { CommandResult, StepContext } from '../../contract.ts'
import { freePort } from '../../free-port.ts'
import { lastLine } from '../../last-line.ts'
import { layoutOf } from '../../python/python-framework.ts'
import { encodingsDir } from '../../python/tiktoken-encoding.ts'
import type { Company } from './company.ts'
import { PROGRAM_NAME } from './program.ts'

/** Its names for models are few and fixed; which one really answers is the gateway's matter. */
const MODEL_TYPE = 'GPT_4O_MINI'

/**
 * run.py as it is. Before that, its visualizer gets a port on which nobody listens: ChatDev sends every line of its log
 * there, by default to whatever runs at 8000, and waits for the answer without end.
 */
const START = `
import runpy
from visualizer import app
app.port.append(1)
runpy.run_path("run.py", run_name="__main__")
`

/** Runs ChatDev on the prompt, and on the program in `path` when there is one. */
export async function build(
  context: StepContext,
  { root, config }: Company,
  path?: string,
): Promise<CommandResult> {
  const { prompt, scratch, installDir } = context
  const { python, bin } = layoutOf(installDir)
  const { baseUrl, apiKey } = context.endpoint('build')
  const packages = join(scratch, 'packages')
  return context.spawn({
    file: python,
    args: [
      // Without the PYTHONPATH below, which is for the program it makes, and without byte code.
      '-E',
      '-B',
      '-c',
      START,
      // In one word with its option, a prompt may begin with a dash.
      `--task=${prompt}`,
      `--name=${PROGRAM_NAME}`,
      '--org=devbench',
      `--config=${config}`,
      `--model=${MODEL_TYPE}`,
      ...(path === undefined ? [] : [`--path=${path}`]),
    ],
    cwd: root,
    env: {
      // Chat goes to the one, images to the other.
      BASE_URL: baseUrl,
      OPENAI_BASE_URL: baseUrl,
      OPENAI_API_KEY: apiKey,
      TIKTOKEN_CACHE_DIR: encodingsDir(installDir),
      // ChatDev runs the program with `python3 main.py`, and `pip install` for a module that it misses: both are those of
      // ChatDev, as for its users, but what is installed stays in this run.
      PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
      PIP_TARGET: packages,
      PYTHONPATH: packages,
      // A server that runs for a try must not meet those of other runs.
      PORT: String(await freePort()),
    },
  })
}

/** The last thing that went wrong, without what only says how often it was tried. */
export function failureOf({ exitCode, signal, stderr }: CommandResult): string {
  const errors = stderr.split('\n').filter((line) => /^[\w.]+(Error|Exception)\b/.test(line))
  const cause = errors.findLast((line) => !line.startsWith('tenacity.RetryError'))
  return cause?.slice(0, 500) ?? lastLine(stderr) ?? `it ended with ${signal ?? `exit code ${exitCode}`}`
}
