import type { ExperimentOverview } from '@genai-devbench/store'

/** How an experiment stands, in words. */
export const describeStatus = (experiment: ExperimentOverview): string =>
  `${wordsFor(experiment)}${experiment.config_changed ? ', config changed' : ''}`

function wordsFor({ status, finish_reason: reason, runner }: ExperimentOverview): string {
  switch (status) {
    case 'running':
      return `running (process ${runner?.pid} on ${runner?.host})`
    case 'finished':
      return reason === 'target_met' ? 'finished (targets met)' : 'finished'
    case 'part_done':
      return 'part done'
    case 'infrastructure':
      return 'stopped (infrastructure)'
    case 'stage_failed':
      return 'stopped (stage failed)'
    case 'budget_exceeded':
      return 'stopped (budget)'
    case 'not_started':
      return 'not started'
    default:
      return status
  }
}

/** `2026-01-31 14:05`, in local time. */
export function formatTime(timestamp: string): string {
  const time = new Date(timestamp)
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`
}
