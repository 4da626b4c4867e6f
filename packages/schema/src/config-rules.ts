import type { ExperimentConfig } from './config.ts'

/** What the shape alone cannot say. `path` leads to the offending value; an empty list means sound. */
export interface RuleBreach {
  path: (string | number)[]
  message: string
  hint: string
}

export function configRuleBreaches(config: ExperimentConfig): RuleBreach[] {
  return [...stepIdsAreUnique(config.steps), ...someStepIsEnabled(config.steps), ...frameworkIdsAreUnique(config), ...runsAreInOrder(config), ...timeoutsAgree(config)]
}

/** Shared with config sets, whose steps obey the same rule. */
export function stepIdsAreUnique(steps: readonly { id: number }[], key = 'steps'): RuleBreach[] {
  return steps.flatMap((step, index) =>
    steps.findIndex(({ id }) => id === step.id) < index
      ? [{ path: [key, index, 'id'], message: `step id ${step.id} is used twice.`, hint: 'Give every step its own id.' }]
      : [],
  )
}

function someStepIsEnabled(steps: ExperimentConfig['steps']): RuleBreach[] {
  if (steps.some((step) => step.enabled)) return []
  return [{ path: ['steps'], message: 'no step is enabled.', hint: 'Set enabled: true on at least one step.' }]
}

function frameworkIdsAreUnique({ frameworks }: ExperimentConfig): RuleBreach[] {
  // Compared without case: each id names a directory, and some file systems fold case.
  const folded = frameworks.map(({ id }) => id.toLowerCase())
  return frameworks.flatMap(({ id }, index) =>
    folded.indexOf(id.toLowerCase()) < index
      ? [{ path: ['frameworks', index], message: `framework id "${id}" is used twice.`, hint: 'For a variant write {id: another-name, adapter: ..., options: ...}.' }]
      : [],
  )
}

function runsAreInOrder({ stopping }: ExperimentConfig): RuleBreach[] {
  if (stopping.mode === 'fixed' || stopping.max_runs >= stopping.min_runs) return []
  return [
    { path: ['stopping', 'max_runs'], message: `max_runs (${stopping.max_runs}) is smaller than min_runs (${stopping.min_runs}).`, hint: 'Raise max_runs or lower min_runs.' },
  ]
}

function timeoutsAgree({ timeout }: ExperimentConfig): RuleBreach[] {
  if (timeout.total >= timeout.per_step) return []
  return [
    { path: ['timeout', 'total'], message: `total (${timeout.total} s) is shorter than per_step (${timeout.per_step} s).`, hint: 'total is the limit for all steps of a run together.' },
  ]
}
