import { type Stopping, UserError } from '@genai-devbench/schema'

/** The template's stopping rule with the numbers of runs that were asked for. UserError when they do not fit together. */
export function planStopping(
  template: Stopping,
  { minRuns, maxRuns }: { minRuns?: number; maxRuns?: number },
): Stopping {
  if (minRuns === undefined && maxRuns === undefined) return template
  const { confidence_level } = template
  const max_runs = maxRuns ?? template.max_runs
  const min_runs = minRuns ?? (template.mode === 'fixed' ? max_runs : Math.min(template.min_runs, max_runs))
  if (min_runs > max_runs) {
    const limit = maxRuns === undefined ? `max_runs of the config set, ${max_runs}` : `--max-runs ${max_runs}`
    throw new UserError('bad_runs', `--min-runs ${min_runs} is more than ${limit}.`, {
      hint: `${maxRuns === undefined ? 'Give a higher' : 'Raise'} --max-runs or lower --min-runs.`,
    })
  }
  // No room to stop early: every framework gets the same, known number of runs.
  if (min_runs === max_runs) return { mode: 'fixed', confidence_level, max_runs }
  if (min_runs < 5) {
    throw new UserError(
      'bad_runs',
      `--min-runs ${min_runs} is below 5: an interval from so few runs cannot carry a stopping rule.`,
      {
        hint: 'Use at least 5 (better 10), or equal --min-runs and --max-runs for a fixed number of runs.',
      },
    )
  }
  if (template.mode !== 'fixed') return { ...template, min_runs, max_runs }
  return {
    mode: 'sequential',
    confidence_level,
    min_runs,
    max_runs,
    batch: 5,
    metrics: [{ metric: 'tokens_total', target: 0.1 }],
  }
}
