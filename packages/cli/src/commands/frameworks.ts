import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Adapter, adapterIds, installDir, loadAdapter } from '@genai-devbench/adapters'
import { findConfigSet } from '@genai-devbench/config-sets'
import { createExperiment } from '@genai-devbench/generator'
import { planExperiment, runExperiment } from '@genai-devbench/runner'
import { readJournal } from '@genai-devbench/store'
import Table from 'cli-table3'
import { interruptSignal } from '../interrupt-signal.ts'
import { configSetsDir } from '../toolkit-paths.ts'
import { describeEvent } from '../views/event-lines.ts'

export async function listFrameworksCommand({ json }: { json?: true }): Promise<number> {
  const rows = await Promise.all((await loadAdapters(adapterIds())).map(describeAdapter))
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
    return 0
  }
  const table = new Table({ head: ['id', 'installed', 'versions', 'licence', 'what it is'], colWidths: [14, 12, 30, 12, 50], wordWrap: true, style: { head: [], border: [] } })
  for (const { id, installed, parts, licence, description } of rows) {
    table.push([id, installed, parts.map(({ name, version }) => `${name} ${version}`).join('\n') || '-', licence, description])
  }
  process.stdout.write(`${table.toString()}\n`)
  return 0
}

async function describeAdapter({ id, title, description, licence, homepage, installation }: Adapter) {
  const faults = (await installation?.check(installDir(id))) ?? []
  const installed = installation === undefined ? 'built in' : faults.length === 0 ? 'yes' : 'no'
  return { id, title, description, licence, homepage, installed, parts: installation?.parts ?? [] }
}

export async function installFrameworksCommand(ids: string[]): Promise<number> {
  using interrupt = interruptSignal()
  for (const { id, installation } of await loadAdapters(ids)) {
    if (!installation) {
      process.stdout.write(`${id}: built in, nothing to install\n`)
      continue
    }
    const dir = installDir(id)
    await installation.install(dir, { signal: interrupt.signal, report: (message) => void process.stdout.write(`${id}: ${message}\n`) })
    process.stdout.write(`${id}: installed in ${dir}\nCheck it: devbench frameworks doctor ${id}\n`)
  }
  return 0
}

/** Exit code 1 when one of them is not sound. */
export async function doctorCommand(ids: string[]): Promise<number> {
  let exitCode = 0
  for (const adapter of await loadAdapters(ids)) {
    if (!(await examine(adapter))) exitCode = 1
  }
  return exitCode
}

async function examine({ id, installation, identity, options }: Adapter): Promise<boolean> {
  const print = (text: string) => void process.stdout.write(`${id}: ${text}\n`)
  const dir = installDir(id)
  const faults = (await installation?.check(dir)) ?? []
  for (const fault of faults) print(`${fault} Run: devbench frameworks install ${id}`)
  if (faults.length > 0) return false
  const defaults = options.safeParse({})
  if (!defaults.success) {
    print('needs options from a config, so there is no step to try here')
    return true
  }
  const versions = await identity({ installDir: dir, options: defaults.data })
  print(Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', '))
  return tryOneStep(id, print)
}

/** One real step, end to end, against the scripted model, by the same way an experiment takes. */
async function tryOneStep(id: string, print: (text: string) => void): Promise<boolean> {
  const scratch = await mkdtemp(join(tmpdir(), 'devbench-doctor-'))
  try {
    const configSet = await findConfigSet(configSetsDir(undefined), 'minimal')
    const request = { name: 'doctor', model: configSet.metadata.defaults.model, seed: 1, frameworks: [id], provider: 'scripted' as const, maxRuns: 1 }
    const paths = await createExperiment(configSet, request, scratch, new Date())
    using interrupt = interruptSignal()
    const plan = await planExperiment(paths, { env: process.env })
    // Its defects are for demonstrations; here nothing may go wrong but the installation.
    if (plan.config.llm.provider === 'scripted') plan.config.llm.defect_rate = 0
    await runExperiment(plan, {
      signal: interrupt.signal,
      emit: (event) => {
        const line = event.type === 'note' || event.type === 'step_finished' ? describeEvent(event) : undefined
        if (line !== undefined) print(line)
      },
    })
    const [record] = await readJournal(paths)
    const sound = record?.outcome === 'completed'
    print(sound ? 'sound: one step ran end to end against the scripted model' : `NOT sound: ${record?.reason ?? 'the step could not be run; see above'}`)
    return sound
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const loadAdapters = (ids: readonly string[]): Promise<Adapter[]> => Promise.all(ids.map(loadAdapter))
