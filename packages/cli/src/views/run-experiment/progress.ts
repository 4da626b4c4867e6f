import type { Plan } from '@genai-devbench/runner'
import type { RunEvent, RunEventLine } from '@genai-devbench/schema'
import { describeEvent } from './event-lines.ts'
import { openLiveView } from './live/live-view.ts'
import { plainText } from '../text/plain-text.ts'

export interface ProgressView extends Disposable {
  show(event: RunEvent): void
  /** Prints a line that is no event. */
  say(line: string): void
}

/** JSON lines where a program reads, a view that is kept up to date in a terminal, plain lines elsewhere. */
export function openProgressView(plan: Plan, { json = false }: { json?: boolean } = {}): ProgressView {
  if (json) return jsonView
  const canRedraw = process.stdout.isTTY && process.env['TERM'] !== 'dumb'
  return canRedraw ? openLiveView(process.stdout, plan) : plainView
}

const sayTo = (stream: NodeJS.WriteStream, line: string): void => void stream.write(`${line}\n`)

const plainView: ProgressView = {
  show(event) {
    const line = describeEvent(withoutToldReason(event))
    if (line !== undefined) sayTo(process.stdout, plainText(line))
  },
  say: (line) => sayTo(process.stdout, line),
  [Symbol.dispose]() {},
}

/** Why a run ended at a step stands in the line of that step. */
const withoutToldReason = (event: RunEvent): RunEvent =>
  event.type === 'run_finished' && event.reason?.startsWith('step ') ? { ...event, reason: null } : event

const jsonView: ProgressView = {
  show: (event) =>
    sayTo(
      process.stdout,
      JSON.stringify({ time: new Date().toISOString(), ...event } satisfies RunEventLine),
    ),
  say: (line) => sayTo(process.stderr, line),
  [Symbol.dispose]() {},
}
