import type { Results } from '@genai-devbench/schema'
import type { Dataset } from './dataset.ts'
import { flatten } from './flatten.ts'

/** The results as tables of raw values, by the name of the file. */
export function datasets(results: Results): Record<string, Dataset> {
  const { experiment, model, provider, frameworks, metrics, summary, comparisons, steps, runs } = results
  return {
    runs: flatten(
      runs.map(({ values, reasons, ...run }) => ({
        experiment,
        model,
        provider,
        ...run,
        ...Object.fromEntries(
          metrics.flatMap(({ id }) => [
            [id, values[id] ?? null],
            [`${id}_reason_for_none`, reasons[id] ?? null],
          ]),
        ),
      })),
    ),
    outcomes: flatten(
      frameworks.map(({ id, adapter, runs: made, outcomes, abandoned_attempts, unfinished_runs }) => ({
        framework: id,
        adapter,
        runs: made,
        completed: 0,
        failed: 0,
        timed_out: 0,
        budget_exceeded: 0,
        ...outcomes,
        abandoned_attempts: abandoned_attempts.length,
        unfinished_runs: unfinished_runs.length,
      })),
    ),
    summaries: flatten(
      metrics.flatMap(({ id: metric, role, unit }) =>
        frameworks.flatMap(({ id }) => {
          const own = summary[id]?.[metric]
          return own ? [{ framework: id, metric, role, unit, ...own }] : []
        }),
      ),
    ),
    comparisons: flatten(comparisons),
    steps: flatten(
      steps.flatMap(({ phases, ...step }) => [
        { ...step, phase: null },
        ...phases.map((phase) => ({
          framework: step.framework,
          step: step.step,
          execution_index: step.execution_index,
          name: step.name,
          ...phase,
        })),
      ]),
    ),
    spending: flatten(
      frameworks.flatMap(({ id, spending }) =>
        Object.entries(spending).map(([part, usage]) => ({ framework: id, part, ...usage })),
      ),
    ),
  }
}
