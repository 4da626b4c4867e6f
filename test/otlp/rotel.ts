import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { Devbench } from '../support/devbench.ts'

const VERSION = '0.0.1a15'
const HOME = join(tmpdir(), `devbench-rotel-${VERSION}`)

/** Rotel, a collector by other hands, kept between test runs; or why there is none. */
export async function installRotel(): Promise<{ agent: string } | { missing: string }> {
  const agent = join(HOME, 'rotel', 'rotel-agent')
  if (!existsSync(agent)) {
    const draft = await mkdtemp(`${HOME}-`)
    const options = [
      '--quiet',
      '--disable-pip-version-check',
      '--retries',
      '0',
      '--timeout',
      '15',
      '--no-deps',
    ]
    const pip = ['-m', 'pip', 'install', ...options, '--target', draft, `rotel==${VERSION}`]
    const { failed, stderr } = await execa('python3', pip, { reject: false })
    // Whole or not at all, also when two test runs come here together.
    if (!failed) await rename(draft, HOME).catch(() => {})
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(agent)) return { missing: lastLine(stderr) }
  }
  // Its build needs the Python library that it was made for.
  const { failed, stderr } = await execa(agent, ['--version'], { reject: false })
  return failed ? { missing: lastLine(stderr) } : { agent }
}

const lastLine = (text: string | undefined): string =>
  text?.trim().split('\n').at(-1) || 'python3 -m pip does not run'

/** Starts it between a sender and a receiver of OTLP over HTTP; resolves with the address to send to. */
export async function startRotel(bench: Devbench, agent: string, receiver: string): Promise<string> {
  const [http, grpc] = [await freePort(), await freePort()]
  const receive = ['--otlp-http-endpoint', `127.0.0.1:${http}`, '--otlp-grpc-endpoint', `127.0.0.1:${grpc}`]
  const send = ['--otlp-exporter-endpoint', receiver, '--otlp-exporter-protocol', 'http']
  const running = bench.launch(agent, ['start', ...receive, ...send, '--batch-timeout', '100ms'])
  await running.printed('Starting Rotel')
  await listening(http)
  return `http://127.0.0.1:${http}`
}

/** It says that it starts a little before it takes connections. */
async function listening(port: number): Promise<void> {
  const isOpen = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket
        .once('error', () => resolve(false))
        .once('connect', () => {
          socket.destroy()
          resolve(true)
        })
    })
  while (!(await isOpen())) await sleep(20)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
