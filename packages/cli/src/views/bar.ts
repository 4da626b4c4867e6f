import { NO_USAGE, type RunEvent, type Usage, addUsage, isResult } from '@genai-devbench/schema'
import { formatCost, formatDuration, formatTokensRoughly } from './amounts.ts'
import { describeEvent } from './event-lines.ts'
import { LiveRegion } from './live-region.ts'
import type { ProgressView } from './progress.ts'

const REDRAW_MS = 200
const BAR_WIDTH = { least: 8, most: 30 }

/** A bar that stays at the bottom, with what happens in lines above it. */
export function openBarView(terminal: NodeJS.WriteStream): ProgressView {
  const region = new LiveRegion(terminal)
  const state: State = { started: Date.now(), usage: NO_USAGE, before: 0, done: 0, total: 0, now: new Map() }
  const redraw = (): void => region.update(statusLines(state, Date.now(), region.columns))
  // The clock goes on while a step is silent.
  const ticker = setInterval(redraw, REDRAW_MS)
  return {
    show(event) {
      note(state, event)
      const line = isWorthALine(event) ? describeEvent(event) : undefined
      if (line === undefined) return
      region.log(line)
      redraw()
    },
    say: (line) => region.log(line),
    [Symbol.dispose]() {
      clearInterval(ticker)
      region[Symbol.dispose]()
    },
  }
}

export interface State {
  /** Milliseconds, as `Date.now()` gives them. */
  started: number
  usage: Usage
  /** Runs that this invocation did not make: finished before it, or by another. */
  before: number
  done: number
  total: number
  /** By run: what it is doing. */
  now: Map<string, string>
}

function note(state: State, event: RunEvent): void {
  switch (event.type) {
    case 'experiment_started':
      state.before = event.finished_runs
      state.total = event.planned_runs
      break
    case 'step_started':
      state.now.set(
        `${event.framework} run ${event.run}`,
        `step ${event.execution_index}/${event.steps} ${event.name}`,
      )
      break
    case 'model_called':
      state.usage = addUsage(state.usage, event.usage)
      break
    case 'run_made_elsewhere':
      state.before += 1
      break
    case 'run_finished':
      state.now.delete(`${event.framework} run ${event.run}`)
      if (isResult(event.outcome)) state.done += 1
      break
  }
}

/** The bar shows what is under way; lines are for what is over. */
const isWorthALine = ({ type }: RunEvent): boolean => type !== 'run_started' && type !== 'step_finished'

/** The bar with its figures, and what is being done, each no longer than `columns`. */
export function statusLines(
  { started, usage, before, done, total, now }: State,
  time: number,
  columns: number,
): string[] {
  const elapsed = wholeSeconds(time - started)
  const finished = Math.min(before + done, total)
  const left =
    done === 0 ? [] : [`at most ${formatDuration(wholeSeconds((elapsed / done) * (total - finished)))} left`]
  const figures = [
    `${finished}/${total} runs`,
    formatDuration(elapsed),
    formatTokensRoughly(usage),
    formatCost(usage.cost_picousd),
    ...left,
  ].join(' | ')
  const room = columns - figures.length - 3
  const fits = room >= BAR_WIDTH.least
  const bar = renderBar(
    total === 0 ? 0 : finished / total,
    Math.min(fits ? room : columns - 2, BAR_WIDTH.most),
  )
  const doing = [...now].map(([run, step]) => `${run}: ${step}`).join('   ')
  return [...(fits ? [`${bar} ${figures}`] : [bar, figures]), doing].map((line) =>
    ` ${line}`.slice(0, columns - 1),
  )
}

const wholeSeconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000) * 1000

function renderBar(share: number, width: number): string {
  const full = Math.round(share * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}
