import { cp } from 'node:fs/promises'
import { faultsLeft, finishedRecords, losses } from './check.ts'
import type { Fault } from './fault.ts'
import { faultExperiment } from './fault-experiment.ts'

export interface Tried {
  /** Finished runs that later were gone, or had another record. */
  lost: string[]
  repeated: string[]
  /** What else is wrong. */
  wrong: string[]
  /** Calls billed by the provider, and runs that were finished when the last fault had struck. */
  billed: number
  finished: number
}

/**
 * Strikes an experiment, its resumption too where several faults are given, and then runs it to its end.
 *
 * @param keepIn where the experiment is kept if anything is wrong with it
 */
export async function tryFaults(
  runExperiment: string,
  faults: readonly Fault[],
  keepIn?: string,
): Promise<Tried> {
  await using experiment = await faultExperiment(runExperiment)
  const tried: Tried = { lost: [], repeated: [], wrong: [], billed: 0, finished: 0 }
  let before = new Map<string, string>()
  const compare = async (): Promise<void> => {
    const after = await finishedRecords(experiment.paths)
    const { lost, repeated } = losses(before, after)
    tried.lost.push(...lost)
    tried.repeated.push(...repeated)
    before = after
  }
  for (const fault of faults) {
    const { code, output } = await experiment.struck(fault)
    await compare()
    if (fault.kind === 'full disk' && code !== 0 && !saysWhatToDo(code, output))
      tried.wrong.push(`a full disk ended with exit code ${code}: ${output}`)
  }
  tried.finished = before.size
  const { code, output } = await experiment.run()
  if (code !== 0) tried.wrong.push(`going on ended with exit code ${code}: ${output}`)
  await compare()
  const left = await faultsLeft(experiment).catch((error: Error) => [
    `what is left cannot be read: ${error.message}`,
  ])
  tried.wrong.push(...left)
  tried.billed = experiment.billed.calls
  const isWrong = [tried.lost, tried.repeated, tried.wrong].some(({ length }) => length > 0)
  if (isWrong && keepIn !== undefined) await cp(experiment.paths.root, keepIn, { recursive: true })
  return tried
}

const saysWhatToDo = (code: number | undefined, output: string): boolean =>
  code === 1 && /no space left on (the )?device/i.test(output) && !output.includes('\n    at ')
