import type { ExperimentConfig } from '@genai-devbench/schema'
import type { FindingsInput } from '../findings/findings-input.ts'

/** One of several experiments, with what of its files tells whether its runs can be held against others. */
export interface ComparedExperiment extends Pick<
  FindingsInput,
  'seal' | 'amendments' | 'records' | 'evaluations' | 'inputSha256'
> {
  /** Unique among those compared. */
  name: string
  config: ExperimentConfig
  configSha256: string
  /** By step id, of the enabled steps. */
  prompts: ReadonlyMap<number, { sha256: string }>
  /** Hashes of what a person answers, by name. */
  hitl: Readonly<Record<string, string>>
}
