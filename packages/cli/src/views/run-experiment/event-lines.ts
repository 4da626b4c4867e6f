import type { RefusedCall, RunEvent, StageRef, StoppingCheck } from '@genai-devbench/schema'
import { formatDuration, formatPercent, formatUsage } from '../text/amounts.ts'

/** One line for an event worth a line; undefined for the others. */
export function describeEvent(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'experiment_started':
      return event.finished_runs > 0
        ? `Going on: ${event.finished_runs} ${event.finished_runs === 1 ? 'run is' : 'runs are'} finished.`
        : undefined
    case 'repaired':
      return `Repaired: ${event.what}.`
    case 'config_amended':
      return `The configuration was amended: ${event.reason}`
    case 'evaluation_unavailable':
      return `Nothing will be evaluated: ${event.reason}. ${event.hint}`
    case 'evaluation_finished':
      return `${event.framework} run ${event.run}: step ${event.step} ${event.name}: ${evaluationText(event)}`
    case 'run_rerun':
      return `${event.framework} run ${event.run}: again, because ${event.why}`
    case 'run_waits':
      return `${event.framework} run ${event.run}: to be made again in ${formatDuration(event.delay_ms)} (retry.infrastructure)`
    case 'run_resumed':
      return `${event.framework} run ${event.run}: going on at step ${event.step} ${event.name}, because ${event.why}`
    case 'run_started':
      return `${event.framework} run ${event.run}: started`
    case 'step_finished':
      return `${event.framework} run ${event.run}: step ${event.step} ${event.name}: ${event.outcome} in ${formatDuration(event.wall_ms)}, ${formatUsage(event.usage)}${because(event.reason)}`
    case 'run_finished':
      return `${event.framework} run ${event.run}: ${event.outcome} in ${formatDuration(event.wall_ms)}, ${formatUsage(event.usage)}${because(event.reason)}`
    case 'run_made_elsewhere':
      return `${event.framework} run ${event.run}: ${event.outcome}, made by another runner`
    case 'note':
      return `${event.framework} run ${event.run}: step ${event.step}: ${event.message}`
    case 'intervened':
      return `${event.framework} run ${event.run}: step ${event.step}: the framework asked a person; ${event.intervention.answer === null ? 'no answer was given' : `the answer was hitl/${event.intervention.answer}.txt`}`
    case 'stage_started':
      return event.stages === 1
        ? undefined
        : `${describeStage(event)}${event.stage === event.stage_type ? '' : ` (${event.stage_type})`}: started`
    case 'stage_finished':
      return event.stages === 1 && event.outcome !== 'failed' && event.outcome !== 'timed_out'
        ? undefined
        : `${describeStage(event)}: ${event.outcome} after ${formatDuration(event.wall_ms)}${because(event.reason)}`
    case 'stopping_checked':
      return event.checks.length === 0
        ? undefined
        : `After ${event.n} runs of each: ${event.checks.map(describeCheck).join('; ')}`
    case 'call_refused':
      return `The gateway refused a call${callerOf(event.call)}: ${REFUSED[event.call.reason]}. All such calls: .meta/refused_calls.jsonl`
    case 'step_started':
    case 'evaluation_started':
    case 'model_called':
    case 'experiment_finished':
      return undefined
  }
}

const REFUSED: Record<RefusedCall['reason'], string> = {
  unknown_address: "its address is nobody's",
  wrong_key: 'its key is wrong',
  session_over: 'its step is over',
}

const callerOf = ({ caller }: RefusedCall): string =>
  caller === null ? '' : ` of ${caller.framework} run ${caller.run}, step ${caller.step}, ${caller.phase}`

const describeStage = ({ stage, position, stages }: StageRef): string =>
  `Stage ${position} of ${stages}, ${stage}`

function evaluationText({
  passed,
  checks,
  reason,
  wall_ms,
}: Extract<RunEvent, { type: 'evaluation_finished' }>): string {
  if (passed === null) return `not evaluated${because(reason)}`
  const found =
    checks === 0 ? 'there are no acceptance checks' : `passes ${passed} of ${checks} acceptance checks`
  return `${found}${because(reason)}, evaluated in ${formatDuration(wall_ms)}`
}

const because = (reason: string | null): string => (reason === null ? '' : ` (${reason.split('\n')[0]})`)

function describeCheck({
  framework,
  metric,
  half_width,
  target,
  met,
  needed,
  reason,
}: StoppingCheck): string {
  const width = half_width === null ? `not known (${reason})` : `+-${formatPercent(half_width)}`
  const verdict = met ? 'met' : needed === undefined ? 'not met' : `needs ${needed} runs`
  return `${framework} ${metric} ${width}, target ${formatPercent(target)}, ${verdict}`
}
