import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { type Load, type Target, load, percentile } from './gateway/load.ts'
import { median } from './ratio.ts'

const ROUNDS = 3
const CALLS_FOR_MEMORY = 100_000
const CONCURRENCIES = [1, 10, 50, 200]
const ANSWERS = [
  { name: 'JSON at once', path: '/plain/0/v1', stream: false },
  { name: 'JSON after 200 ms', path: '/plain/200/v1', stream: false },
  { name: '60 events, 5 ms apart', path: '/stream/60/5/v1', stream: true },
  { name: '200 events at once', path: '/stream/200/0/v1', stream: true },
]

/** What the gateway adds to a call, and what it leaves of the throughput, beside going direct and beside a bare pipe. */
export async function measureGateway(): Promise<void> {
  await using upstream = await start('upstream')
  await using pipe = await start('bare-pipe', String(upstream.hello.port))
  console.log(
    `\nGateway, ${ROUNDS} rounds, targets in turn. Added latency p50/p99 in ms against going direct; throughput against a bare pipe.`,
  )
  console.log('Goals: +1/+5 ms with 200 ms at up to 50; +0.4 ms p50 at once, one at a time; 0.8x at 50.')
  for (const answer of ANSWERS) {
    await using gateway = await start('metering', String(upstream.hello.port), answer.path)
    const chat = '/chat/completions'
    const targets: Record<string, Target> = {
      direct: { origin: originOf(upstream), path: `${answer.path}${chat}`, key: '' },
      'bare pipe': { origin: originOf(pipe), path: `${answer.path}${chat}`, key: '' },
      gateway: {
        origin: originOf(gateway),
        path: `${new URL(gateway.hello.url ?? '').pathname}${chat}`,
        key: gateway.hello.key ?? '',
      },
    }
    for (const concurrency of CONCURRENCIES) {
      const loads = await loadsInTurn(targets, { stream: answer.stream, concurrency, seconds: 1.5 })
      console.log(
        `  ${answer.name.padEnd(22)} ${String(concurrency).padStart(3)} at once  ${compared(loads)}`,
      )
    }
  }
  await measureMemory(upstream)
}

async function measureMemory(upstream: Server): Promise<void> {
  await using gateway = await start('metering', String(upstream.hello.port), '/plain/0/v1')
  const target = {
    origin: originOf(gateway),
    path: `${new URL(gateway.hello.url ?? '').pathname}/chat/completions`,
    key: gateway.hello.key ?? '',
  }
  let calls = 0
  while (calls < CALLS_FOR_MEMORY) {
    const { whole } = await load(target, { stream: false, concurrency: 50, seconds: 5 })
    calls += whole.length
  }
  gateway.child.send('memory')
  const [{ rss }] = (await once(gateway.child, 'message')) as [{ rss: number }]
  console.log(`  memory after ${calls} calls: ${(rss / 2 ** 20).toFixed(0)} MiB (goal 200)`)
}

async function loadsInTurn(
  targets: Record<string, Target>,
  how: Parameters<typeof load>[1],
): Promise<Record<string, Load[]>> {
  const loads: Record<string, Load[]> = Object.fromEntries(Object.keys(targets).map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, target] of Object.entries(targets)) loads[name]?.push(await load(target, how))
  return loads
}

function compared({ direct = [], 'bare pipe': pipe = [], gateway = [] }: Record<string, Load[]>): string {
  const added = (loads: Load[], of: 'whole' | 'firstByte', share: number): string =>
    median(
      loads.map((own, round) => percentile(own[of], share) - percentile(direct[round]?.[of] ?? [], share)),
    ).toFixed(2)
  const all = (loads: Load[]): string =>
    `+${added(loads, 'whole', 0.5)}/+${added(loads, 'whole', 0.99)} (first byte +${added(loads, 'firstByte', 0.5)})`
  const throughput = median(
    gateway.map(({ callsPerSecond }, round) => callsPerSecond / (pipe[round]?.callsPerSecond ?? Number.NaN)),
  )
  return `pipe ${all(pipe)}  gateway ${all(gateway)}  throughput ${throughput.toFixed(2)}x`
}

interface Server extends AsyncDisposable {
  child: ChildProcess
  /** What it said when it was ready. */
  hello: { port: number; url?: string; key?: string }
}

/** A process of its own, so that the load is not on the same thread. */
async function start(name: string, ...args: string[]): Promise<Server> {
  const child = fork(new URL(`./gateway/${name}.ts`, import.meta.url), args, {
    execArgv: ['--import', 'tsx'],
  })
  const [hello] = (await once(child, 'message')) as [Server['hello']]
  return {
    child,
    hello,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

const originOf = ({ hello }: Server): string => `http://127.0.0.1:${hello.port}`
