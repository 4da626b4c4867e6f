import { findProgram } from '@genai-devbench/sandbox'
import type { Problem, ResourceLimits } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'
import { allowedProcessors } from './processors.ts'

/** Limits that cannot be held on this machine. */
export function limitProblems(
  { memory, cpus }: ResourceLimits,
  problemAt: LoadedConfig['problemAt'],
): Problem[] {
  const asked = Object.entries({ memory, cpus }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  )
  if (process.platform !== 'linux')
    return asked.map((name) =>
      problemAt(
        ['execution', 'limits', name],
        'this limit can be held on Linux alone.',
        'Leave it out here.',
      ),
    )
  const fault = cpus === undefined ? undefined : processorFault(cpus)
  return fault ? [problemAt(['execution', 'limits', 'cpus'], ...fault)] : []
}

function processorFault(asked: number): [message: string, hint: string] | undefined {
  const available = allowedProcessors().length
  if (asked > available)
    return [`${asked} processors cannot be given: there are ${available}.`, `Ask for ${available} at most.`]
  return findProgram('taskset') === undefined
    ? ['taskset, which this limit needs, is not installed.', 'Install util-linux, or leave the limit out.']
    : undefined
}
