import type { RunEvent } from '@genai-devbench/schema'
import { openBarView } from './bar.ts'
import { describeEvent } from './event-lines.ts'

export interface ProgressView extends Disposable {
  show(event: RunEvent): void
}

/** A bar in a terminal, plain lines elsewhere. */
export function openProgressView(): ProgressView {
  if (process.stdout.isTTY) return openBarView()
  return {
    show(event) {
      const line = describeEvent(event)
      if (line !== undefined) process.stdout.write(`${line}\n`)
    },
    [Symbol.dispose]() {},
  }
}
