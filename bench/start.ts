import { execa } from 'execa'
import { buildPublished, publishedBin } from './support/published.ts'
import { inTurn, median, ratio } from './support/ratio.ts'

const ROUNDS = 15

/** Start of the published form: goal at most 2x `node -e 0`. */
export async function measureStart(): Promise<void> {
  await buildPublished()
  const node = (args: string[]) => async () => {
    const started = performance.now()
    await execa('node', args, { stdin: 'ignore' })
    return performance.now() - started
  }
  const times = await inTurn(ROUNDS, {
    'node -e 0': node(['-e', '0']),
    'devbench --help': node([publishedBin('devbench'), '--help']),
    'list-config-sets': node([publishedBin('list-config-sets')]),
    'list-config-sets (from source)': node(['packages/cli/bin/list-config-sets.js']),
  })
  const floor = times['node -e 0'] ?? []
  console.log(
    `Start, ${ROUNDS} rounds, as a multiple of node -e 0 (median ${median(floor).toFixed(0)} ms); goal <= 2x, published form`,
  )
  for (const [name, values] of Object.entries(times))
    console.log(`  ${name.padEnd(32)} ${ratio(values, floor)}`)
}
