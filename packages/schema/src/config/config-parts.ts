import { type ExperimentConfig, type Framework, FrameworkEntry } from './config.ts'
import { Stage } from './stages/stages.ts'
import { Llm } from './llm/llm-config.ts'
import {
  type SoundItem,
  type TemplateParts,
  areAllSound,
  soundItems,
  soundPart,
  soundTemplateParts,
} from './template/template-parts.ts'

/**
 * What of a configuration is sound by itself, each with its place in the document: so that what else is wrong shows in
 * the same go as the faults of the rest.
 */
export interface ConfigParts extends TemplateParts {
  frameworks: SoundItem<Framework>[]
  llm?: Llm
  stages: SoundItem<Stage>[]
  /** Whether there are stages and `stages` holds all of them. */
  allStages: boolean
}

/** `raw` is a configuration as plain data, sound or not. */
export function soundParts(raw: unknown): ConfigParts {
  const { frameworks, llm, stages } = (raw ?? {}) as Partial<Record<keyof ExperimentConfig, unknown>>
  const soundStages = soundItems(stages, Stage)
  return {
    ...soundTemplateParts(raw),
    frameworks: soundItems(frameworks, FrameworkEntry),
    ...soundPart('llm', llm, Llm),
    stages: soundStages,
    allStages: areAllSound(stages, soundStages),
  }
}
