import type { ExperimentConfig, RunResult } from '@genai-devbench/schema'
import type { Arm } from '../findings/arms.ts'
import { groupBy } from '../findings/group.ts'

/** Two arms of five: below it hardly a test can reject anything. */
export const FEWEST_RUNS = 10

/** Runs that are all of one kind. */
export interface AaRuns {
  arms: readonly Arm[]
  runs: readonly RunResult[]
  /** How many go into the first arm. */
  inFirst: number
}

/** Frameworks with the same adapter and options are one; halves of them, or as many as the first entry has. */
export function aaSources(
  { frameworks }: ExperimentConfig,
  arms: readonly Arm[],
): { enough: AaRuns[]; tooFew: Arm[] } {
  const kindOf = ({ id }: Arm): string => {
    const entry = frameworks.find((framework) => framework.id === id)
    return entry === undefined ? id : JSON.stringify([entry.adapter, entry.options])
  }
  const sources = [...groupBy(arms, kindOf).values()].map((same): AaRuns => {
    const runs = same.flatMap((arm) => arm.runs)
    return {
      arms: same,
      runs,
      inFirst: same.length === 2 ? same[0].runs.length : Math.floor(runs.length / 2),
    }
  })
  const isEnough = ({ runs, inFirst }: AaRuns): boolean =>
    Math.min(inFirst, runs.length - inFirst) >= FEWEST_RUNS / 2
  return {
    enough: sources.filter(isEnough),
    tooFew: sources.filter((source) => !isEnough(source)).flatMap((source) => source.arms),
  }
}
