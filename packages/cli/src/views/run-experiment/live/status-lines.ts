import type { Stopping } from '@genai-devbench/schema'
import stringWidth from 'string-width'
import { formatCost, formatTokensRoughly } from '../../text/amounts.ts'
import { formatClock, formatTimeLeft } from './clock.ts'
import { cut, fill } from './cut.ts'
import type { ProgressState, StepUnderWay } from './progress-state.ts'
import { stoppingLines } from './stopping-lines.ts'
import { timeLeft } from './time-left.ts'

const BAR_WIDTH = { least: 8, most: 30 }
/** Narrower, and a step takes two lines. */
const TABLE_COLUMNS = 72

export interface Screen {
  columns: number
  rows: number
}

/** What stands at the bottom of the terminal: how far it is, what is being made, how near the targets are. Each line fits. */
export function statusLines(
  state: ProgressState,
  { stopping, concurrency }: { stopping: Stopping; concurrency: number },
  now: number,
  { columns, rows }: Screen,
): string[] {
  const width = columns - 2
  if (!state.isBegun) return [` ${cut(beforeTheFirstRun(state, now), width)}`]
  const head = headLines(state, { mayStopSooner: stopping.mode !== 'fixed', concurrency }, now, width)
  // The lines of finished runs want room too.
  const room = Math.max(3, Math.floor(rows * 0.6) - head.length)
  const targets = stoppingLines(state, stopping, { width, room: Math.ceil(room / 2) })
  const steps = stepLines([...state.underWay.values()], now, width, room - targets.length)
  return [...head, ...steps, ...targets].map((line) => ` ${cut(line, width)}`)
}

/** What was left to evaluate may take minutes. */
function beforeTheFirstRun({ catchingUp, started }: ProgressState, now: number): string {
  const doing = catchingUp
    ? `evaluating ${catchingUp.name} of ${catchingUp.framework} run ${catchingUp.run}, left from before`
    : 'making ready'
  return `${formatClock(now - started)} | ${doing}`
}

function headLines(
  state: ProgressState,
  { mayStopSooner, concurrency }: { mayStopSooner: boolean; concurrency: number },
  now: number,
  width: number,
): string[] {
  const { finished, planned, block, blocks, usage } = state
  const left = timeLeft(state, concurrency, now)
  const counts = `${finished}/${planned} runs | block ${block} of ${blocks}`
  const room = width - stringWidth(counts) - 1
  const bar = renderBar(planned === 0 ? 0 : finished / planned, Math.min(room, BAR_WIDTH.most))
  return [
    room < BAR_WIDTH.least ? counts : `${bar} ${counts}`,
    ...joinFitting(
      [
        formatClock(now - state.started),
        ...(left === null || finished === planned ? [] : [formatTimeLeft(left, mayStopSooner)]),
        formatTokensRoughly(usage),
        formatCost(usage.cost_picousd),
      ],
      width,
    ),
  ]
}

/** Parts in order, as many on a line as fit. */
function joinFitting(parts: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const longer = `${lines.at(-1)} | ${part}`
    if (lines.length > 0 && stringWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}

function renderBar(share: number, width: number): string {
  const full = Math.round(share * Math.max(0, width))
  return '█'.repeat(full) + '░'.repeat(Math.max(0, width - full))
}

function stepLines(steps: readonly StepUnderWay[], now: number, width: number, room: number): string[] {
  const all = steps.map((step) => stepLine(step, now, width))
  const perStep = all[0]?.length ?? 1
  if (all.length * perStep <= room) return all.flat()
  const shown = Math.max(0, Math.floor((room - 1) / perStep))
  return [...all.slice(0, shown).flat(), `... and ${all.length - shown} more`]
}

/** One line with aligned columns, or two where that is too narrow. */
function stepLine(step: StepUnderWay, now: number, width: number): string[] {
  const phase = step.phase ?? 'no call yet'
  const time = formatClock(now - step.started)
  const [tokens, cost] =
    step.phase === undefined
      ? ['', '']
      : [formatTokensRoughly(step.usage), formatCost(step.usage.cost_picousd)]
  if (width < TABLE_COLUMNS) {
    const figures = [time, phase, tokens, cost].filter((part) => part !== '')
    return [whatIsMade(step, width), `  ${figures.join('  ')}`]
  }
  const figures = `${fill(phase, 12)} ${time.padStart(8)} ${tokens.padStart(14)} ${cost.padStart(12)}`
  const room = width - stringWidth(figures) - 1
  return [`${fill(whatIsMade(step, room), room)} ${figures}`]
}

/** A long name of a framework leaves half the room to the step. */
function whatIsMade({ framework, run, execution_index, steps, name }: StepUnderWay, room: number): string {
  const step = `${execution_index}/${steps} ${name}`
  const forFramework = Math.max(room - stringWidth(step), Math.floor(room / 2)) - String(run).length - 3
  return `${cut(framework, forFramework)} ${run}  ${step}`
}
