import { createServer } from 'node:net'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StartResult } from '@genai-devbench/schema'
import type { ConfinedPlace } from '../confined/confined-place.ts'
import type { RunningProgram } from '../confined/running-program.ts'
import { type Visit, visit } from '../data/visit.ts'
import type { Installation } from '../install/install-project.ts'
import type { ChosenStart } from './choose-start.ts'

export interface AppRequest {
  chosen: ChosenStart & { command: string }
  /** The project, and the directory of its database, in the place. */
  project: string
  data: string
  installation: Installation
  isolation: 'bwrap' | 'none'
  /** What reads the application's data, and where that lies. */
  dataFile: string | undefined
  checksDirectory: string
  startMs: number
  /** How long it may run at most. */
  lifeMs: number
}

/** An application that was started, and what was seen when it answered. */
export interface StartedApp extends AsyncDisposable {
  baseUrl: string
  /** The file that it keeps its data in. */
  database: string
  seen: Visit
  start: Pick<StartResult, 'answered' | 'reason' | 'duration_ms'>
}

/** Starts an application and waits until it answers, ends, or takes too long. */
export async function startApp(place: ConfinedPlace, request: AppRequest): Promise<StartedApp> {
  const { chosen, project, data, installation, isolation, dataFile, checksDirectory, startMs } = request
  const port = await freePort(isolation)
  const baseUrl = `http://127.0.0.1:${port}${chosen.base_path}`
  await mkdir(place.outside(data), { recursive: true })
  const database = join(data, 'app.db')
  const started = performance.now()
  const app = await place.start({
    file: '/bin/sh',
    args: ['-c', chosen.command],
    cwd: project,
    env: {
      PORT: String(port),
      DATABASE_PATH: database,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
    },
    path: installation.path,
    readable: installation.readable,
    writable: [project, data],
    timeoutMs: request.lifeMs,
  })
  const seen = await visit(place, {
    baseUrl,
    dataFile,
    directory: checksDirectory,
    patienceMs: startMs,
    until: app.ended,
  })
  const { answered } = seen
  return {
    baseUrl,
    database,
    seen,
    start: {
      answered,
      reason: answered ? null : (place.breach() ?? (await whyNot(app, startMs))),
      duration_ms: performance.now() - started,
    },
    async [Symbol.asyncDispose]() {
      await app.stop()
    },
  }
}

async function whyNot(app: RunningProgram, startMs: number): Promise<string> {
  const hasEnded = app.hasEnded()
  const { exitCode, signal, stderr, stdout } = await app.stop()
  const words = (stderr.trim() || stdout.trim()).slice(-1000)
  const said = words === '' ? '' : `: ${words}`
  if (!hasEnded) return `it did not answer within ${startMs / 1000} s${said}`
  return `it ended ${signal === null ? `with ${exitCode}` : `by ${signal}`} before it answered${said}`
}

/** In a network of its own every port is free: one that no program has for its default. */
async function freePort(isolation: 'bwrap' | 'none'): Promise<number> {
  if (isolation === 'bwrap') return 20_000 + Math.floor(Math.random() * 10_000)
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
