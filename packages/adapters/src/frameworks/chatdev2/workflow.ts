import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StepContext } from '../../contract.ts'
import { freePort } from '../../free-port.ts'
import { lastLine } from '../../last-line.ts'
import { layoutOf } from '../../python/python-framework.ts'
import { WORKFLOW } from './framework.ts'
import type { Session } from './session.ts'

/** The program that is run with the framework's own Python. */
export const RUN_WORKFLOW = fileURLToPath(new URL('run_workflow.py', import.meta.url))

/** The phases of the workflow, as its own prompts call them, and the agents that carry them out. */
export const PHASES: Readonly<Record<string, readonly string[]>> = {
  coding: ['Programmer Coding'],
  code_complete: ['Programmer Code Complete'],
  code_review: ['Code Reviewer', 'Programmer Code Review'],
  test: ['Programmer Test Error Summary', 'Programmer Test Modification', 'Software Test Engineer'],
  manual: ['Chief Product Officer', 'Chief Executive Officer'],
}

/** Has the workflow carry out the prompt. Why it did not come to its end, if it did not. */
export async function runWorkflow(context: StepContext, session: Session): Promise<string | undefined> {
  const { prompt, installDir, model, temperature } = context
  const { source, python, bin } = layoutOf(installDir)
  const { exitCode, signal, stderr } = await context.spawn({
    file: python,
    args: [RUN_WORKFLOW],
    input: JSON.stringify({
      source,
      workflow: WORKFLOW,
      session: session.name,
      task: prompt,
      model,
      temperature: temperature ?? null,
      endpoints: endpointsOf(context),
    }),
    cwd: session.root,
    env: {
      // For uv, with which the agents run the program, and which makes its environment from this Python.
      PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
      UV_PYTHON: python,
      PYTHONDONTWRITEBYTECODE: '1',
      // A server that runs for a try must not meet those of other runs.
      PORT: String(await freePort()),
    },
  })
  if (exitCode === 0) return undefined
  return lastLine(stderr) ?? `it ended with ${signal ?? `exit code ${exitCode}`}`
}

/** By agent. */
function endpointsOf(context: StepContext): Record<string, { base_url: string; api_key: string }> {
  const endpoints = Object.entries(PHASES).flatMap(([phase, agents]) => {
    const { baseUrl, apiKey } = context.endpoint(phase)
    return agents.map((agent) => [agent, { base_url: baseUrl, api_key: apiKey }] as const)
  })
  return Object.fromEntries(endpoints)
}
