import { isDeepStrictEqual } from 'node:util'
import type { ConfigSetMetadata, ExperimentTemplate } from '@genai-devbench/schema/config/config-set'
import type { ParsedDocument } from '@genai-devbench/schema/documents/document'
import type { Problem } from '@genai-devbench/schema/problem'

export const METADATA = 'metadata.yaml'

/** Where the template does something else than metadata.yaml says of the set. */
export function agreementProblems(
  document: ParsedDocument<ExperimentTemplate>,
  metadata: ConfigSetMetadata,
  template: ExperimentTemplate,
): Problem[] {
  return [...stepProblems(document, metadata, template), ...defaultsProblems(document, metadata, template)]
}

function stepProblems(
  document: ParsedDocument<ExperimentTemplate>,
  metadata: ConfigSetMetadata,
  template: ExperimentTemplate,
): Problem[] {
  // Which of two steps with one id is meant cannot be told.
  if (![metadata.available_steps, template.steps].every(idsAreUnique)) return []
  const known = new Map(metadata.available_steps.map((step) => [step.id, step]))
  const problems = template.steps.flatMap((step, index) => {
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

const idsAreUnique = (steps: readonly { id: number }[]): boolean =>
  new Set(steps.map(({ id }) => id)).size === steps.length

/** An experiment gets the template's, so that others under `defaults` would be without effect. */
function defaultsProblems(
  document: ParsedDocument<ExperimentTemplate>,
  { defaults }: ConfigSetMetadata,
  { timeout, metrics }: ExperimentTemplate,
): Problem[] {
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
