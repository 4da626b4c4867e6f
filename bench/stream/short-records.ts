import { closeSync, openSync, writeSync } from 'node:fs'
import { xoshiro128 } from '@genai-devbench/analysis'

/** A step by itself, as other harnesses log it. */
export interface ShortRecord {
  framework: string
  step: string
  duration_ms: number
  tokens_in: number
  tokens_out: number
  usd: number
}

const STEPS = ['plan', 'design', 'implement', 'test', 'review', 'fix']
const LINES_AT_ONCE = 1000

/** About 270 bytes each. */
export function writeShortRecords(path: string, count: number): void {
  const random = xoshiro128(1)
  const file = openSync(path, 'w')
  for (let index = 0; index < count;) {
    const lines: string[] = []
    for (; lines.length < LINES_AT_ONCE && index < count; index++) {
      const record: ShortRecord & Record<string, unknown> = {
        run: `run_${Math.floor(index / STEPS.length)}`,
        framework: `framework-${random(8)}`,
        step: STEPS[index % STEPS.length] ?? '',
        outcome: random(20) === 0 ? 'failed' : 'passed',
        started_at: new Date(1.7e12 + index * 1000).toISOString(),
        duration_ms: random(60_000) + random(1000) / 1000,
        tokens_in: random(20_000),
        tokens_out: random(4000),
        usd: random(200_000) / 1e6,
        calls: random(20),
        model: 'some-model-2026-01-01',
        note: 'réussi '.repeat(4),
      }
      lines.push(`${JSON.stringify(record)}\n`)
    }
    writeSync(file, lines.join(''))
  }
  closeSync(file)
}
