import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJsonLines } from '@genai-devbench/files'
import {
  type FinishReason,
  LlmCall,
  type RunEvent,
  RunEventLine,
  type RunRecord,
  RunRecord as RunRecordSchema,
} from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths, readJournal } from '@genai-devbench/store'
import { planExperiment, runExperiment } from '../src/index.ts'

export interface Fixture extends AsyncDisposable {
  paths: ExperimentPaths
  run(options?: {
    signal?: AbortSignal
    onEvent?: (event: RunEvent) => void
    maxRuns?: number
    frameworks?: string[]
    join?: boolean
  }): Promise<{ reason: FinishReason; events: RunEvent[] }>
  journal(): Promise<RunRecord[]>
  record(framework: string, run: number): Promise<RunRecord>
  calls(framework: string, run: number): Promise<LlmCall[]>
}

/** A framework that is a few lines of JavaScript, run by Node in the workspace with its model's address in the environment. */
export function script(id: string, source: string, success: 'exit_code' | 'files_changed' = 'exit_code') {
  const env = {
    BASE_URL: '{base_url}',
    API_KEY: '{api_key}',
    STEP: '{step_id}',
    PROMPT: '{prompt}',
    SCRATCH: '{scratch}',
  }
  return {
    id,
    adapter: 'command',
    options: { argv: [process.execPath, '--input-type=module', '-e', source], env, success },
  }
}

/** Asks the model once; to be put into a script. */
export const ASK_MODEL = `
  const response = await fetch(process.env.BASE_URL + '/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.API_KEY },
    body: JSON.stringify({ model: 'whatever-the-framework-likes', messages: [{ role: 'user', content: process.env.PROMPT }] }),
  });
  if (!response.ok) { console.error('model said ' + response.status); process.exit(7) }
  await response.text();
`

/** A real experiment directory with two steps, the scripted model and the frameworks given. */
export async function experiment(
  settings: { frameworks: unknown[] } & Record<string, unknown>,
): Promise<Fixture> {
  const root = await mkdtemp(join(tmpdir(), 'devbench-runner-'))
  const paths = experimentPaths(root)
  const config = {
    name: 'fixture',
    model: 'model-of-the-experiment',
    seed: 7,
    llm: { provider: 'scripted' },
    steps: [step(1), step(2)],
    timeout: { per_step: 30, total: 60 },
    stopping: { mode: 'fixed', max_runs: 1 },
    metrics: { primary: ['tokens_total'] },
    // What is generated here is no application.
    acceptance: { when: 'never' },
    ...settings,
  }
  await mkdir(join(paths.config, 'prompts'), { recursive: true })
  await mkdir(paths.meta, { recursive: true })
  // JSON is YAML.
  await writeFile(paths.configFile, JSON.stringify(config, null, 2))
  for (const { id, prompt_file } of config.steps)
    await writeFile(join(paths.config, prompt_file), `prompt of step ${id}`)
  return {
    paths,
    async run({ signal = new AbortController().signal, onEvent, ...options } = {}) {
      const events: RunEvent[] = []
      const plan = await planExperiment(paths, { env: process.env, ...options })
      const reason = await runExperiment(plan, {
        signal,
        emit: (event) => {
          RunEventLine.parse({ time: new Date().toISOString(), ...event })
          events.push(event)
          onEvent?.(event)
        },
      })
      return { reason, events }
    },
    journal: () => readJournal(paths),
    record: async (framework, run) =>
      RunRecordSchema.parse(JSON.parse(await readFile(paths.run(framework, run).record, 'utf8'))),
    async calls(framework, run) {
      const calls: LlmCall[] = []
      for await (const line of readJsonLines(paths.run(framework, run).llmCalls))
        calls.push(LlmCall.parse(line))
      return calls
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

export const step = (id: number, enabled = true) => ({
  id,
  enabled,
  name: `Step ${id}`,
  prompt_file: `prompts/${id}.txt`,
})
