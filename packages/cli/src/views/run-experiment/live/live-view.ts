import type { Plan } from '@genai-devbench/runner'
import type { RunEvent } from '@genai-devbench/schema'
import { describeEvent } from '../event-lines.ts'
import type { ProgressView } from '../progress.ts'
import { wrapText } from '../../text/wrap-text.ts'
import { plainText } from '../../text/plain-text.ts'
import { LiveRegion } from './live-region.ts'
import { ProgressState } from './progress-state.ts'
import { statusLines } from './status-lines.ts'
import { summarizeLook } from './stopping-lines.ts'

/** The clocks show seconds; more often would only flicker. */
const REDRAW_MS = 1000
/** Steps that begin show at once, but not thousands of them a second. */
const LEAST_MS = 100

/** How things stand at the bottom of the terminal, with what is over in lines above it. */
export function openLiveView(terminal: NodeJS.WriteStream, { config }: Plan): ProgressView {
  const region = new LiveRegion(terminal)
  const state = new ProgressState(Date.now())
  const plan = { stopping: config.stopping, concurrency: config.execution.concurrency }
  const lines = (): string[] => statusLines(state, plan, Date.now(), region).map(plainText)
  let drawn = 0
  const redraw = (): void => {
    drawn = Date.now()
    region.update(lines())
  }
  const log = (line: string): void => region.log(wrapText(plainText(line), region.columns - 1, '  '), lines())
  const ticker = setInterval(redraw, REDRAW_MS)
  terminal.on('resize', redraw)
  return {
    show(event) {
      state.add(event, Date.now())
      const line = lastingLine(event)
      if (line !== undefined) log(line)
      else if (Date.now() - drawn >= LEAST_MS) redraw()
    },
    say: log,
    [Symbol.dispose]() {
      clearInterval(ticker)
      terminal.off('resize', redraw)
      region[Symbol.dispose]()
    },
  }
}

/** The region shows what is under way, and the targets one by one; lines are for what is over. */
function lastingLine(event: RunEvent): string | undefined {
  if (event.type === 'run_started' || event.type === 'step_finished') return undefined
  return event.type === 'stopping_checked' ? summarizeLook(event) : describeEvent(event)
}
