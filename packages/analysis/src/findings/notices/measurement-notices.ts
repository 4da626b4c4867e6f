import type { EvaluatedRun, ExperimentConfig, Notice, RunEvaluation } from '@genai-devbench/schema'
import type { Arm } from '../arms.ts'
import { type Evaluations, evaluationOf } from '../evaluations.ts'
import { tally } from '../group.ts'

/** Of a hash, as much as tells two apart. */
const HASH_DIGITS = 12

/** That runs were not all made and measured alike, or not measured at all. */
export function measurementNotices(
  { acceptance }: Pick<ExperimentConfig, 'acceptance'>,
  arms: readonly Arm[],
  evaluations: Evaluations = new Map(),
): Notice[] {
  const evaluated = (arm: Arm): EvaluatedRun[] => evaluationsOf(arm, evaluations).filter(wasEvaluated)
  const hash = (sha256: string): string => sha256.slice(0, HASH_DIGITS)
  return [
    ...(acceptance.when === 'never' ? [] : notEvaluated(acceptance, arms, evaluations)),
    ...several(
      'several_isolations',
      'Frameworks were not isolated alike in all runs, which may change what they found and how long they took',
      arms,
      ({ records }) => records.map(({ isolation }) => [isolation.mode]),
    ),
    ...several(
      'several_isolations',
      'What was generated was not isolated alike in all evaluations',
      arms,
      (arm) => evaluated(arm).map(({ isolation }) => isolation),
    ),
    ...several(
      'several_evaluators',
      'Runs were evaluated by several versions of the evaluator, which may measure the same project differently',
      arms,
      (arm) =>
        evaluated(arm).map(({ evaluator_versions }) =>
          evaluator_versions.map((version) => `version ${version}`),
        ),
      'devbench evaluate brings all to the same',
    ),
    ...several(
      'several_check_sets',
      'Runs were evaluated with several sets of acceptance checks',
      arms,
      (arm) => evaluated(arm).map(({ checks_sha256 }) => checks_sha256.map(hash)),
      'devbench evaluate brings all to the same',
    ),
    ...several(
      'several_rule_sets',
      'The code of runs was held to several sets of rules (metrics.code_quality)',
      arms,
      (arm) => evaluated(arm).map(({ rules_sha256 }) => rules_sha256.map(hash)),
      'devbench evaluate brings all to the same',
    ),
  ]
}

function notEvaluated(
  { when }: ExperimentConfig['acceptance'],
  arms: readonly Arm[],
  evaluations: Evaluations,
): Notice[] {
  const counts = arms.flatMap((arm) => {
    const without = evaluationsOf(arm, evaluations).filter((one) => !one || !wasEvaluated(one))
    if (without.length === 0) return []
    const reasons = new Set(without.map((one) => one?.not_evaluated ?? 'there is no evaluation'))
    return [`${arm.id} (${without.length} of ${arm.runs.length}: ${[...reasons].join('; ')})`]
  })
  if (counts.length === 0) return []
  const message = `Runs without an evaluation, although acceptance.when is ${when}: ${counts.join(', ')}. What it measures has no value in them; devbench evaluate makes up for it.`
  return [{ code: 'not_evaluated', message }]
}

/** @param valuesOf what an arm's runs have; a run may have several by itself */
function several(
  code: Notice['code'],
  what: string,
  arms: readonly Arm[],
  valuesOf: (arm: Arm) => readonly (readonly string[])[],
  remedy?: string,
): Notice[] {
  const ofArms = arms.map((arm) => ({ id: arm.id, counts: tally(valuesOf(arm).flat()) }))
  if (new Set(ofArms.flatMap(({ counts }) => Object.keys(counts))).size <= 1) return []
  const counted = ofArms.flatMap(({ id, counts }) => {
    const own = Object.entries(counts).map(([value, n]) => `${value} in ${n} run${n === 1 ? '' : 's'}`)
    return own.length === 0 ? [] : [`${id} (${own.join(', ')})`]
  })
  return [{ code, message: `${what}: ${counted.join(', ')}${remedy ? `; ${remedy}` : ''}.` }]
}

const evaluationsOf = ({ records }: Arm, evaluations: Evaluations): (RunEvaluation | undefined)[] =>
  records.map((record) => evaluationOf(evaluations, record))

const wasEvaluated = (one: RunEvaluation | undefined): one is EvaluatedRun => one?.not_evaluated === null
