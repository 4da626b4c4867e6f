import type { Recording } from '@genai-devbench/gateway'
import type { ExperimentConfig, MetricId, RuleBreach } from '@genai-devbench/schema'
import type { PlanOptions } from '../plan.ts'
import { rewritingSha256 } from './rewriting-middleware.ts'

const TIMES: ReadonlySet<MetricId> = new Set(['wall_seconds', 'model_seconds'])

/** Why an experiment cannot be answered from a recording: what is known before the first request. */
export function recordingMismatches(
  recording: Recording,
  config: ExperimentConfig,
  selection: Pick<PlanOptions, 'frameworks' | 'maxRuns'>,
): RuleBreach[] {
  return [
    ...otherSettings(recording, config),
    ...otherMiddleware(recording, config),
    ...unrecordedRuns(recording, config, selection),
    ...stoppingByTime(config),
  ]
}

/** Every request bears these, so that none would be found. */
function otherSettings(
  { header }: Recording,
  { model, temperature, seed, llm: { pin } }: ExperimentConfig,
): RuleBreach[] {
  const settings = [
    { path: ['model'], own: model, recorded: header.model },
    { path: ['temperature'], own: temperature ?? null, recorded: header.temperature },
    { path: ['seed'], own: seed, recorded: header.seed },
    ...(['model', 'temperature', 'seed'] as const).map((name) => ({
      path: ['llm', 'pin', name],
      own: pin[name],
      recorded: header.pin[name],
    })),
  ]
  return settings
    .filter(({ own, recorded }) => own !== recorded)
    .map(({ path, own, recorded }) => ({
      path,
      message: `${own ?? 'not set'} here, ${recorded ?? 'not set'} in the recording of ${header.experiment}.`,
      hint:
        recorded === null
          ? `Leave ${path.join('.')} out, as in the recorded experiment.`
          : `Set ${path.join('.')} to ${recorded}, or record an experiment with ${own ?? 'none'}.`,
    }))
}

function otherMiddleware({ header }: Recording, { llm }: ExperimentConfig): RuleBreach[] {
  if (rewritingSha256(llm) === header.middleware_sha256) return []
  return [
    {
      path: ['llm', 'middleware'],
      message: `not as in the recording of ${header.experiment}: prompt_shield and redact decide what was recorded.`,
      hint: 'Take them over from the recorded experiment; an audit_log may differ.',
    },
  ]
}

function unrecordedRuns(
  { runs, header }: Recording,
  { frameworks, stopping }: ExperimentConfig,
  { frameworks: selected, maxRuns = Infinity }: Pick<PlanOptions, 'frameworks' | 'maxRuns'>,
): RuleBreach[] {
  // How many a sequential rule takes shows in the end: the recorded experiment had the same rule.
  const needed = Math.min(maxRuns, stopping.mode === 'fixed' ? stopping.max_runs : stopping.min_runs)
  return frameworks.flatMap(({ id }, index): RuleBreach[] => {
    if (selected !== undefined && !selected.includes(id)) return []
    const recorded = runs.get(id)
    if (recorded === undefined) {
      const known = [...runs.keys()].join(', ')
      return [
        {
          path: ['frameworks', index],
          message: `nothing of ${id} was recorded in ${header.experiment}.`,
          hint: known === '' ? 'Run the recorded experiment first.' : `Recorded: ${known}.`,
        },
      ]
    }
    const missing = Array.from({ length: needed }, (_, at) => at + 1).filter((run) => !recorded.has(run))
    if (missing.length === 0) return []
    return [
      {
        path: ['frameworks', index],
        message: `run ${missing[0]} of ${id} was not recorded${missing.length === 1 ? '' : `, nor ${missing.length - 1} more`}.`,
        hint: `Recorded are ${recorded.size} runs of it: lower the number of runs, or run the recorded experiment to its end.`,
      },
    ]
  })
}

function stoppingByTime({ stopping }: ExperimentConfig): RuleBreach[] {
  if (stopping.mode === 'fixed') return []
  return stopping.metrics.flatMap(({ metric }, index) =>
    TIMES.has(metric)
      ? [
          {
            path: ['stopping', 'metrics', index, 'metric'],
            message: `${metric} is not measured in a replay.`,
            hint: 'Set stopping to {mode: fixed, max_runs: ...}, with the number of recorded runs.',
          },
        ]
      : [],
  )
}
