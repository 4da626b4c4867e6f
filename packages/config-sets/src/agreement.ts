import { isDeepStrictEqual } from 'node:util'
import type {
  ConfigSetMetadata,
  ExperimentTemplate,
  MetadataParts,
} from '@genai-devbench/schema/config/config-set'
import type { TemplateParts } from '@genai-devbench/schema/config/template/template-parts'
import { stepIdsAreUnique } from '@genai-devbench/schema/config/template/template-rules'
import type { ParsedDocument } from '@genai-devbench/schema/documents/document'
import type { Problem } from '@genai-devbench/schema/problem'

export const METADATA = 'metadata.yaml'

/** Where the steps of the template are not those that metadata.yaml describes. */
export function stepProblems(
  document: ParsedDocument<ExperimentTemplate>,
  metadata: MetadataParts,
  template: TemplateParts,
): Problem[] {
  // Which of two steps with one id is meant cannot be told, nor which one a step that is not sound stands for.
  if (![metadata, template].every((parts) => parts.allSteps && stepIdsAreUnique(parts.stepIds).length === 0))
    return []
  const known = new Map(metadata.steps.map(({ part }) => [part.id, part]))
  const problems = template.steps.flatMap(({ index, part: step }) => {
    const described = known.get(step.id)
    known.delete(step.id)
    if (!described)
      return [
        document.problemAt(
          ['steps', index, 'id'],
          `step ${step.id} is not in ${METADATA}.`,
          'Describe it under available_steps.',
        ),
      ]
    return (['name', 'prompt_file'] as const)
      .filter((field) => step[field] !== described[field])
      .map((field) =>
        document.problemAt(
          ['steps', index, field],
          `"${step[field]}", but ${METADATA} says "${described[field]}".`,
          'Make them equal.',
        ),
      )
  })
  const missing = [...known.values()].map((step) =>
    document.problemAt(
      ['steps'],
      `step ${step.id} (${step.name}) of ${METADATA} is missing.`,
      'A template holds all steps.',
    ),
  )
  return [...problems, ...missing]
}

/** An experiment gets the template's, so that others under `defaults` would be without effect. */
export function defaultsProblems(
  document: ParsedDocument<ExperimentTemplate>,
  metadata: ConfigSetMetadata | undefined,
): Problem[] {
  if (metadata === undefined || document.value === undefined) return []
  const { defaults } = metadata
  const { timeout, metrics } = document.value
  const pairs = [
    { path: ['timeout'], used: timeout, said: defaults.timeout },
    { path: ['metrics', 'weights'], used: metrics.weights, said: defaults.metrics.weights },
  ]
  return pairs
    .filter(({ used, said }) => !isDeepStrictEqual(used, said))
    .map(({ path }) =>
      document.problemAt(path, `not those of ${METADATA} (defaults.${path.join('.')}).`, 'Make them equal.'),
    )
}
