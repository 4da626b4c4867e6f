import { sha256 } from '@genai-devbench/files'
import type { ExperimentConfig } from '@genai-devbench/schema'

export interface ScheduledRun {
  framework: string
  /** Number of the run of its framework, and of its block. */
  run: number
  /** Place in the order of its block, from 1. */
  position: number
}

/**
 * Block `run` of the experiment: every framework once. In random order, so that neither a drift of the provider nor
 * a warm cache favours one; the order follows from the seed alone, whatever was run before or is left out.
 */
export function scheduleBlock(
  { seed, frameworks, execution }: ExperimentConfig,
  run: number,
): ScheduledRun[] {
  const ids = frameworks.map(({ id }) => id)
  if (execution.order === 'randomized_blocks') {
    const keys = new Map(ids.map((id) => [id, sha256(`${seed}/${run}/${id}`)]))
    ids.sort((a, b) => ((keys.get(a) ?? '') < (keys.get(b) ?? '') ? -1 : 1))
  }
  return ids.map((framework, index) => ({ framework, run, position: index + 1 }))
}
