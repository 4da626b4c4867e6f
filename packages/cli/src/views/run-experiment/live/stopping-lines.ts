import type { Stopping, StoppingCheck } from '@genai-devbench/schema'
import { formatPercent } from '../../text/amounts.ts'
import { cut } from './cut.ts'
import type { ProgressState } from './progress-state.ts'

/** How near each target was at the last look of the stopping rule, the unmet first; nothing where there is no rule. */
export function stoppingLines(
  { look }: ProgressState,
  stopping: Stopping,
  { width, room }: { width: number; room: number },
): string[] {
  if (stopping.mode === 'fixed') return []
  if (look === undefined) return [`Targets: first look at ${stopping.min_runs} runs of each`]
  const lines = look.checks
    .toSorted((a, b) => Number(a.met) - Number(b.met))
    .map((check) => checkLine(check, width))
  const fitting = lines.length < room ? lines : [...lines.slice(0, Math.max(0, room - 2)), '  ...']
  return [summarizeLook(look) ?? '', ...fitting.slice(0, Math.max(0, room - 1))]
}

/** undefined where there are no targets. */
export function summarizeLook({ n, checks }: { n: number; checks: StoppingCheck[] }): string | undefined {
  if (checks.length === 0) return undefined
  const met = checks.filter((check) => check.met).length
  return `Targets at ${n} runs of each: ${met} of ${checks.length} met`
}

/** In a narrow terminal it is the name that is cut. */
function checkLine(
  { framework, metric, half_width, target, met, needed, reason }: StoppingCheck,
  width: number,
): string {
  const now = half_width === null ? `not known (${reason})` : `+-${formatPercent(half_width)}`
  const verdict = met ? ', met' : needed === undefined ? '' : `, needs ${needed} runs`
  const figures = `: ${now} of ${formatPercent(target)}${verdict}`
  return `  ${cut(`${metric} ${framework}`, Math.max(12, width - 2 - figures.length))}${figures}`
}
