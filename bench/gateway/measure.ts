import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Measured, addedBy, judged, latency } from './added.ts'
import { ANSWERS, type Answer } from './answers.ts'
import { load } from './load.ts'
import { type Server, bundleServers, costOf, startServer, targetOf } from './servers.ts'

/** Until the code of all is compiled: with 200 ms to a call, the few calls of a measurement would be the compiler's. */
const WARM_UP = ['delay=0', 'events=200&gap=0']
const CALLS_FOR_MEMORY = 100_000

type Servers = Record<'upstream' | 'pipe' | 'gateway', Server>

/** What the gateway adds to a call, and what it leaves of the throughput, beside going direct and beside a bare pipe. */
export async function measureGateway(): Promise<void> {
  const scripts = await mkdtemp(join(tmpdir(), 'devbench-bench-'))
  try {
    await bundleServers(scripts)
    await using upstream = await startServer(scripts, 'upstream')
    await using pipe = await startServer(scripts, 'bare-pipe', String(upstream.hello.port))
    await using gateway = await startServer(scripts, 'metering', String(upstream.hello.port))
    for (const query of WARM_UP)
      for (const server of [upstream, pipe, gateway])
        await load(targetOf(server, query), { stream: query !== 'delay=0', concurrency: 50, seconds: 1 })
    console.log(
      '\nGateway, as published (bundled), targets in turn. Added latency p50/p99 in ms against going direct;\n' +
        'throughput, and CPU time of a call, against a bare pipe.',
    )
    for (const answer of ANSWERS)
      for (const concurrency of answer.concurrencies)
        await compare({ upstream, pipe, gateway }, answer, concurrency)
    await measureMemory(gateway)
  } finally {
    await rm(scripts, { recursive: true })
  }
}

async function compare(servers: Servers, answer: Answer, concurrency: number): Promise<void> {
  const { direct, pipe, gateway } = await loadsInTurn(servers, answer, concurrency)
  const added = addedBy(gateway, direct, pipe)
  console.log(
    `  ${answer.name.padEnd(22)} ${String(concurrency).padStart(3)} at once  ` +
      `pipe ${latency(addedBy(pipe, direct, pipe))}  gateway ${latency(added)}  ` +
      `throughput ${added.throughput.toFixed(2)}x  CPU ${added.cpu.toFixed(2)}x`,
  )
  for (const goal of answer.goals(concurrency)) console.log(`    ${judged(goal, added)}`)
}

async function loadsInTurn(
  { upstream, pipe, gateway }: Servers,
  { query, stream, seconds, rounds }: Answer,
  concurrency: number,
): Promise<Record<'direct' | 'pipe' | 'gateway', Measured[]>> {
  const measure = async (server: Server): Promise<Measured> => {
    const before = await costOf(server)
    const loaded = await load(targetOf(server, query), { stream, concurrency, seconds })
    const { cpuMs, rssBytes } = await costOf(server)
    return { ...loaded, cpuMsPerCall: (cpuMs - before.cpuMs) / loaded.calls, rssBytes }
  }
  const loads = { direct: [] as Measured[], pipe: [] as Measured[], gateway: [] as Measured[] }
  for (let round = 0; round < rounds; round++) {
    loads.direct.push(await measure(upstream))
    loads.pipe.push(await measure(pipe))
    loads.gateway.push(await measure(gateway))
  }
  return loads
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
    `  memory after ${calls} calls more: ${(rssBytes / 2 ** 20).toFixed(0)} MiB; event loop late by ` +
      `${loopDelayMs.p50.toFixed(1)} ms p50, ${loopDelayMs.p99.toFixed(1)} ms p99 meanwhile`,
  )
}
