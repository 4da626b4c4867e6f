import { dirname, join } from 'node:path'
import { pathsReadBy } from '@genai-devbench/adapters'
import type { Confinement } from '@genai-devbench/sandbox'
import { type ExperimentPaths, type RunPaths, isExperimentsDir } from '@genai-devbench/store'
import type { Surroundings } from '../processes/launch.ts'
import type { Arm, Plan } from '../plan.ts'
import { holdProcessors } from './processors.ts'

type RunPlaces = RunPaths & { workspace: string }

/** What the programs of a step see and get of the machine. Holds its processors until it is disposed of. */
export function surroundingsOf(plan: Plan, arm: Arm, run: RunPlaces): Surroundings & Disposable {
  const { cpus } = plan.config.execution.limits
  const processors = cpus === undefined ? undefined : holdProcessors(cpus)
  return {
    confinement: plan.isolation.mode === 'bwrap' ? confinementOf(plan, arm, run) : undefined,
    cpus: processors?.numbers,
    [Symbol.dispose]: () => processors?.[Symbol.dispose](),
  }
}

function confinementOf(
  { paths, config }: Plan,
  { loaded, installDir, options }: Arm,
  { workspace, scratch }: RunPlaces,
): Confinement {
  return {
    writable: [workspace, scratch],
    readable: [...pathsReadBy(loaded, { installDir, options }), ...config.execution.readable],
    hidden: [paths.root, ...otherExperiments(paths)],
    temporary: join(scratch, 'tmp'),
  }
}

const otherExperiments = ({ root }: ExperimentPaths): string[] =>
  isExperimentsDir(dirname(root)) ? [dirname(root)] : []
