import type { Llm } from '@genai-devbench/schema'

/** What a researcher decides when an experiment is made; all the rest comes from the config set. */
export interface ExperimentRequest {
  name: string
  model: string
  temperature?: number
  seed: number
  frameworks: readonly string[]
  provider: Llm['provider']
  baseUrl?: string
  apiKeyEnv?: string
  minRuns?: number
  maxRuns?: number
}
