import * as z from 'zod'
import { ExperimentConfig } from './config/config.ts'

/** JSON Schema of config.yaml, for editors: completion, hover texts, red underlines. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(ExperimentConfig, { io: 'input', target: 'draft-7' }) as Record<string, unknown>
}
