import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Cost } from './gateway/cost.ts'
import { type Load, type Target, load, percentile } from './gateway/load.ts'
import { median } from './ratio.ts'

const ROUNDS = 3
const CALLS_FOR_MEMORY = 100_000
const CONCURRENCIES = [1, 10, 50, 200]
const ANSWERS = [
  { name: 'JSON at once', query: 'delay=0', stream: false },
  { name: 'JSON after 200 ms', query: 'delay=200', stream: false },
  { name: '60 events, 5 ms apart', query: 'events=60&gap=5', stream: true },
  { name: '200 events at once', query: 'events=200&gap=0', stream: true },
]

/** A load, and what it cost the server that was asked. */
interface Measured extends Load {
  cpuMsPerCall: number
}

/** What the gateway adds to a call, and what it leaves of the throughput, beside going direct and beside a bare pipe. */
export async function measureGateway(): Promise<void> {
  const scripts = await mkdtemp(join(tmpdir(), 'devbench-bench-'))
  try {
    await bundleServers(scripts)
    await using upstream = await start(scripts, 'upstream')
    await using pipe = await start(scripts, 'bare-pipe', String(upstream.hello.port))
    await using gateway = await start(scripts, 'metering', String(upstream.hello.port))
    const servers = { upstream, pipe, gateway }
    // Until the code of all is compiled: with 200 ms to a call, the few calls of a measurement would be the compiler's.
    for (const answer of ANSWERS.filter(({ query }) => !query.includes('delay=200')))
      await loadsInTurn(servers, answer, 50)
    console.log(
      `\nGateway, as published (bundled), ${ROUNDS} rounds, targets in turn. Added latency p50/p99 in ms against going direct;\n` +
        'throughput, and CPU time of a call, against a bare pipe.',
    )
    console.log('Goals: +1/+5 ms with 200 ms at up to 50; +0.4 ms p50 at once, one at a time; 0.8x at 50.')
    for (const answer of ANSWERS) {
      for (const concurrency of CONCURRENCIES) {
        const loads = await loadsInTurn(servers, answer, concurrency)
        console.log(
          `  ${answer.name.padEnd(22)} ${String(concurrency).padStart(3)} at once  ${compared(loads)}`,
        )
      }
    }
    await measureMemory(gateway)
  } finally {
    await rm(scripts, { recursive: true })
  }
}

async function measureMemory(gateway: Server): Promise<void> {
  const target = targetOf(gateway, 'delay=0')
  let calls = 0
  await costOf(gateway)
  while (calls < CALLS_FOR_MEMORY) {
    const { whole } = await load(target, { stream: false, concurrency: 50, seconds: 5 })
    calls += whole.length
  }
  const { rssBytes, loopDelayMs } = await costOf(gateway)
  console.log(
    `  memory after ${calls} calls: ${(rssBytes / 2 ** 20).toFixed(0)} MiB (goal 200); event loop late by ` +
      `${loopDelayMs.p50.toFixed(1)} ms p50, ${loopDelayMs.p99.toFixed(1)} ms p99 meanwhile`,
  )
}

/** Chat completions on a server: the gateway says where it has them, the others take any path. */
const targetOf = ({ hello: { port, url, key = '' } }: Server, query: string): Target => ({
  origin: `http://127.0.0.1:${port}`,
  path: `${url === undefined ? '' : new URL(url).pathname}/chat/completions?${query}`,
  key,
})

async function loadsInTurn(
  { upstream, pipe, gateway }: Record<'upstream' | 'pipe' | 'gateway', Server>,
  { query, stream }: (typeof ANSWERS)[number],
  concurrency: number,
): Promise<Record<'direct' | 'pipe' | 'gateway', Measured[]>> {
  const measure = async (server: Server): Promise<Measured> => {
    const before = await costOf(server)
    const loaded = await load(targetOf(server, query), { stream, concurrency, seconds: 1.5 })
    const after = await costOf(server)
    return { ...loaded, cpuMsPerCall: (after.cpuMs - before.cpuMs) / loaded.calls }
  }
  const loads = { direct: [] as Measured[], pipe: [] as Measured[], gateway: [] as Measured[] }
  for (let round = 0; round < ROUNDS; round++) {
    loads.direct.push(await measure(upstream))
    loads.pipe.push(await measure(pipe))
    loads.gateway.push(await measure(gateway))
  }
  return loads
}

function compared({ direct, pipe, gateway }: Record<'direct' | 'pipe' | 'gateway', Measured[]>): string {
  const added = (loads: Load[], of: 'whole' | 'firstByte', share: number): string =>
    median(
      loads.map((own, round) => percentile(own[of], share) - percentile(direct[round]?.[of] ?? [], share)),
    ).toFixed(2)
  const all = (loads: Load[]): string =>
    `+${added(loads, 'whole', 0.5)}/+${added(loads, 'whole', 0.99)} (first byte +${added(loads, 'firstByte', 0.5)})`
  const toPipe = (of: 'callsPerSecond' | 'cpuMsPerCall'): string =>
    `${median(gateway.map((own, round) => own[of] / (pipe[round]?.[of] ?? Number.NaN))).toFixed(2)}x`
  return `pipe ${all(pipe)}  gateway ${all(gateway)}  throughput ${toPipe('callsPerSecond')}  CPU ${toPipe('cpuMsPerCall')}`
}

interface Server extends AsyncDisposable {
  child: ChildProcess
  /** What it said when it was ready. */
  hello: { port: number; url?: string; key?: string }
}

const SERVERS = ['upstream', 'bare-pipe', 'metering']

/** As packages/cli/build.js makes the published form: what runs from source is slower. */
async function bundleServers(directory: string): Promise<void> {
  await build({
    entryPoints: SERVERS.map((name) => fileURLToPath(new URL(`./gateway/${name}.ts`, import.meta.url))),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // CommonJS dependencies call require for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  })
}

/** A process of its own, so that the load is not on the same thread. */
async function start(scripts: string, name: string, ...args: string[]): Promise<Server> {
  const child = fork(join(scripts, `${name}.mjs`), args, { execArgv: [] })
  const [hello] = (await once(child, 'message')) as [Server['hello']]
  return {
    child,
    hello,
    async [Symbol.asyncDispose]() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

async function costOf({ child }: Server): Promise<Cost> {
  child.send('cost')
  const [cost] = (await once(child, 'message')) as [Cost]
  return cost
}
