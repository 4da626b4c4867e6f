import { NO_USAGE, type RunEvent, type Usage, addUsage } from '@genai-devbench/schema'
import { MultiBar, Presets } from 'cli-progress'
import { formatCost, formatDuration } from './amounts.ts'
import { describeEvent } from './event-lines.ts'
import type { ProgressView } from './progress.ts'

const FORMAT = ' {bar} {value}/{total} runs | {elapsed} | {tokens} tokens | {cost} | {eta}\n {now}'

/** A bar that stays at the bottom, with what happens in lines above it. */
export function openBarView(): ProgressView {
  const bars = new MultiBar({ format: FORMAT, barsize: 24, hideCursor: true, linewrap: false, forceRedraw: true, fps: 8 }, Presets.shades_classic)
  const state = { started: Date.now(), usage: NO_USAGE as Usage, before: 0, done: 0, total: 0, now: new Map<string, string>() }
  let bar: ReturnType<MultiBar['create']> | undefined
  const redraw = (): void => bar?.update(state.before + state.done, payload(state))
  // The clock goes on while a step is silent.
  const ticker = setInterval(redraw, 1000)
  return {
    show(event) {
      note(state, event)
      if (event.type === 'experiment_started') bar = bars.create(event.planned_runs, event.finished_runs, payload(state))
      const line = isWorthALine(event) ? describeEvent(event) : undefined
      if (line !== undefined) bars.log(`${line}\n`)
      redraw()
    },
    [Symbol.dispose]() {
      clearInterval(ticker)
      redraw()
      bars.stop()
    },
  }
}

interface State {
  started: number
  usage: Usage
  /** Runs that were finished before this invocation. */
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
      state.now.set(`${event.framework} ${event.run}`, `step ${event.execution_index}/${event.steps} ${event.name}`)
      break
    case 'model_called':
      state.usage = addUsage(state.usage, event.usage)
      break
    case 'run_finished':
      state.now.delete(`${event.framework} ${event.run}`)
      state.done += 1
      break
  }
}

/** The bar shows what is under way; lines are for what is over. */
const isWorthALine = ({ type }: RunEvent): boolean => type !== 'run_started' && type !== 'step_finished'

function payload({ started, usage, before, done, total, now }: State): Record<string, string> {
  const elapsed = Date.now() - started
  const left = total - before - done
  const { input_tokens, output_tokens } = usage
  return {
    elapsed: formatDuration(elapsed),
    tokens: input_tokens === null || output_tokens === null ? 'unknown' : (input_tokens + output_tokens).toLocaleString('en'),
    cost: formatCost(usage.cost_picousd),
    eta: done === 0 ? 'ETA ...' : `ETA at most ${formatDuration((elapsed / done) * left)}`,
    now: [...now].map(([run, step]) => `${run}: ${step}`).join('   ').slice(0, (process.stdout.columns ?? 80) - 2),
  }
}
