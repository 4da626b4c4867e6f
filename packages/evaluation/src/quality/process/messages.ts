import type { QualityReport } from '@genai-devbench/schema'
import type { QualityOptions } from '../measure-quality.ts'

/** What to measure: all of it is data. */
export interface QualityRequest extends Pick<QualityOptions, 'place' | 'rules' | 'environment'> {
  /** Absolute path. */
  project: string
}

/** Asks for a measurement, or with null to end the one of this number. */
export interface QualityMessage {
  id: number
  request: QualityRequest | null
}

/** Its result, or why there is none. */
export type QualityAnswer = { id: number; report: QualityReport } | { id: number; fault: string }
