import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TOOLKIT_VERSION } from '@genai-devbench/schema'
import * as z from 'zod'
import { type Adapter, type Endpoint, type StepContext, type StepResult, defineAdapter } from '../contract.ts'
import { lastLine } from '../last-line.ts'
import { scriptedFileAnswers } from '../scripted/file-answers.ts'

const AGENT = fileURLToPath(new URL('./agent.mjs', import.meta.url))

/** A framework that is nothing but calls to the model: what every real framework has to beat. */
export function baselineAdapter(
  about: Pick<Adapter, 'id' | 'title' | 'description'>,
  phases: readonly string[],
): Adapter {
  return defineAdapter({
    ...about,
    licence: 'MIT',
    homepage: 'https://github.com/gesad-lab/genai-devbench',
    options: z.strictObject({}),
    identity: () => Promise.resolve({ [about.id]: TOOLKIT_VERSION, node: process.version }),
    reads: () => [AGENT],
    runStep: (context) => runAgent(context, phases),
    scripted: scriptedFileAnswers,
  })
}

async function runAgent(context: StepContext, phases: readonly string[]): Promise<StepResult> {
  const { prompt, model, temperature, seed, workspace } = context
  const endpoints: Record<string, Endpoint> = Object.fromEntries(
    phases.map((phase) => [phase, context.endpoint(phase)]),
  )
  const taskFile = join(context.scratch, 'task.json')
  await writeFile(
    taskFile,
    JSON.stringify({ prompt, model, temperature, seed, workspace, phases: endpoints }),
  )
  const { exitCode, signal, stderr } = await context.spawn({
    file: process.execPath,
    args: [AGENT, taskFile],
  })
  if (exitCode === 0) return { outcome: 'passed' }
  return {
    outcome: 'failed',
    reason: lastLine(stderr) ?? `the agent ended with ${signal ?? `exit code ${exitCode}`}`,
  }
}
