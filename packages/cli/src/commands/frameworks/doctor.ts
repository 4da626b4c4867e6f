import { type Adapter, installDir, loadAdapter } from '@genai-devbench/adapters'
import { findConfigSet } from '@genai-devbench/config-sets'
import { makeTemporaryDirectory, removeTree } from '@genai-devbench/files'
import { createExperiment } from '@genai-devbench/generator'
import { planExperiment, runExperiment } from '@genai-devbench/runner'
import { readRunRecord } from '@genai-devbench/store'
import { interruptSignal } from '../../interrupt-signal.ts'
import { configSetsDir } from '../../toolkit-paths.ts'
import { formatDuration, formatUsage } from '../../views/text/amounts.ts'

/** Exit code 1 when one of them is not sound. */
export async function doctorCommand(ids: string[]): Promise<number> {
  let exitCode = 0
  for (const adapter of await Promise.all(ids.map(loadAdapter))) {
    if (!(await examine(adapter))) exitCode = 1
  }
  return exitCode
}

async function examine({ id, installation, identity, options }: Adapter): Promise<boolean> {
  const print = (text: string): void => void process.stdout.write(`${id}: ${text}\n`)
  const dir = installDir(id)
  const faults = (await installation?.check(dir)) ?? []
  for (const fault of faults) print(`${fault} Run: devbench frameworks install ${id}`)
  if (faults.length > 0) return false
  const defaults = options.safeParse({})
  if (!defaults.success) {
    print('needs options from a config, so there is no step to try here')
    return true
  }
  const versions = Object.entries(await identity({ installDir: dir, options: defaults.data }))
  print(versions.map(([name, version]) => `${name} ${version}`).join(', '))
  return tryOneStep(id, print)
}

/** One real step, end to end, against the scripted model, by the same way an experiment takes. */
async function tryOneStep(id: string, print: (text: string) => void): Promise<boolean> {
  const scratch = await makeTemporaryDirectory('doctor')
  try {
    const configSet = await findConfigSet(configSetsDir(undefined), 'minimal')
    const request = {
      name: 'doctor',
      model: configSet.metadata.defaults.model,
      seed: 1,
      frameworks: [id],
      provider: 'scripted' as const,
      maxRuns: 1,
    }
    const paths = await createExperiment(configSet, request, scratch, new Date())
    using interrupt = interruptSignal()
    const plan = await planExperiment(paths, { env: process.env })
    // Its defects are for demonstrations; here nothing may go wrong but the installation.
    if (plan.config.llm.provider === 'scripted') plan.config.llm.defect_rate = 0
    await runExperiment(plan, {
      signal: interrupt.signal,
      emit: (event) => void (event.type === 'note' && print(event.message)),
    })
    const record = await readRunRecord(paths.run(id, 1))
    if (record?.outcome !== 'completed') {
      print(`NOT sound: ${record?.reason ?? 'the step could not be run'}`)
      return false
    }
    const { wall_ms, usage } = record.totals
    const calls = usage.calls === 1 ? '1 call' : `${usage.calls} calls`
    print(
      `sound: one step ran end to end against the scripted model in ${formatDuration(wall_ms)} (${calls}, ${formatUsage(usage)})`,
    )
    return true
  } finally {
    await removeTree(scratch)
  }
}
