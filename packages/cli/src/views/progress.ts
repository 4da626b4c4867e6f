import type { RunEvent } from '@genai-devbench/schema'
import { openBarView } from './bar.ts'
import { describeEvent } from './event-lines.ts'

export interface ProgressView extends Disposable {
  show(event: RunEvent): void
  /** Prints a line that is no event. */
  say(line: string): void
}

/** A bar in a terminal, plain lines elsewhere. */
export function openProgressView(): ProgressView {
  if (process.stdout.isTTY) return openBarView(process.stdout)
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  return {
    show(event) {
      const line = describeEvent(event)
      if (line !== undefined) say(line)
    },
    say,
    [Symbol.dispose]() {},
  }
}
