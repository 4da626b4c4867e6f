import { join } from 'node:path'
import { removeTree } from '@genai-devbench/files'
import type { StepEvaluation } from '@genai-devbench/schema'
import type { DeclaredApp } from './start/choose-start.ts'

/** A project as one step left it. */
export interface ProjectState {
  framework: string
  run: number
  /** Seed of the run. */
  seed: number
  step: number
  /** Nobody writes to it meanwhile. */
  project: string
  /** Top-level names that are the framework's own. */
  notArtifacts: readonly string[]
  app: DeclaredApp | undefined
  /** Evaluations of the steps before it. */
  earlier: readonly StepEvaluation[]
  /** Directory in which the data is carried from step to step. */
  carrier: string
  /** Whether the run ends with it. */
  isLast: boolean
}

/** Takes out of a copy what is the framework's own. */
export async function removeOwn({ notArtifacts }: ProjectState, copy: string): Promise<void> {
  for (const own of notArtifacts) await removeTree(join(copy, own))
}
