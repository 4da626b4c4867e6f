import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTemporaryDirectory } from '@genai-devbench/files'
import { type ExperimentPaths, experimentPaths } from '@genai-devbench/store'
import { execa } from 'execa'
import { processesIn } from '../support/devbench.ts'
import type { Fault } from './fault.ts'
import { billingUpstream } from './upstream.ts'

const HOOK = join(import.meta.dirname, 'fault-hook.mjs')
const RUNS = 2
export const FRAMEWORKS = ['caller', 'leaver']
export const PLANNED = FRAMEWORKS.length * RUNS

/** Calls its model once a step. */
const CALLER = `
const response = await fetch(process.env.BASE_URL + '/chat/completions', {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.API_KEY },
  body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: 'Write.' }] }),
})
if (!response.ok) process.exit(7)
(await import('node:fs')).appendFileSync('answers.txt', await response.text())
`

/** Leaves a process behind that has left its process group, too. */
const LEAVER = 'echo made >> made.txt; setsid sleep 300 & sleep 0.02'

const command = (id: string, ...argv: string[]) => ({
  id,
  adapter: 'command',
  options: {
    argv,
    env: { BASE_URL: '{base_url}', API_KEY: '{api_key}' },
    success: 'exit_code',
  },
})

const config = (baseUrl: string) => ({
  name: 'faults',
  model: 'any',
  seed: 1,
  frameworks: [
    command('caller', process.execPath, '--input-type=module', '-e', CALLER),
    command('leaver', 'sh', '-c', LEAVER),
  ],
  // A budget, so that what is set aside for calls is of account.
  llm: { provider: 'openai-compatible', base_url: baseUrl, budget: { experiment: { tokens: 10_000_000 } } },
  steps: [1, 2].map((id) => ({ id, enabled: true, name: `Step ${id}`, prompt_file: 'prompts/any.txt' })),
  timeout: { per_step: 60, total: 120 },
  stopping: { mode: 'fixed', max_runs: RUNS },
  metrics: { primary: ['tokens_total'] },
  execution: { concurrency: 2 },
  acceptance: { when: 'last_step' },
})

/** A small experiment on disk, to be run by processes of their own that are struck. */
export async function faultExperiment(runExperiment: string) {
  const upstream = await billingUpstream()
  const scratch = await makeTemporaryDirectory('faults')
  const paths = experimentPaths(join(scratch, 'faults'))
  const temporary = join(scratch, 'temporary')
  await mkdir(temporary)
  await mkdir(join(paths.config, 'prompts'), { recursive: true })
  await mkdir(paths.meta)
  await writeFile(paths.configFile, JSON.stringify(config(upstream.baseUrl)))
  await writeFile(join(paths.config, 'prompts/any.txt'), 'Write.')
  const run = async (env: Record<string, string>, ...nodeOptions: string[]) => {
    const { exitCode, signal, all } = await execa(
      process.execPath,
      [...nodeOptions, runExperiment, paths.root],
      { reject: false, all: true, stdin: 'ignore', env: { ...env, TMPDIR: temporary } },
    )
    return { code: exitCode, signal, output: all }
  }
  const hooked = (fault: object) =>
    run({ DEVBENCH_FAULT: JSON.stringify({ root: paths.root, ...fault }) }, '--import', HOOK)
  return {
    paths,
    /** Where its processes have their temporary directories. */
    temporary,
    billed: upstream.billed,
    run: () => run({}),
    struck: (fault: Fault) => hooked(fault),
    /** Runs it whole and says at how many points it can be struck. */
    async points(): Promise<number> {
      const count = join(scratch, 'points')
      const { code, output } = await hooked({ kind: 'none', at: 0, count })
      if (code !== 0) throw new Error(`it does not run at all: ${output}`)
      return Number(await readFile(count, 'utf8'))
    },
    async [Symbol.asyncDispose]() {
      for (const pid of await processesIn(paths.root)) process.kill(pid, 'SIGKILL')
      await upstream[Symbol.asyncDispose]()
      await rm(scratch, { recursive: true, force: true })
    },
  }
}
export type FaultExperiment = Awaited<ReturnType<typeof faultExperiment>> & { paths: ExperimentPaths }
