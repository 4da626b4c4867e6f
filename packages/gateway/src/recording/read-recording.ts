import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { RecordedCall, RecordingHeader, UserError } from '@genai-devbench/schema'
import { type RecordingPaths, recordingPaths } from './recording-paths.ts'

/** The calls of each step's last attempt, in the order in which they were answered. */
export type RecordedRun = readonly RecordedCall[]

export interface Recording {
  paths: RecordingPaths
  header: RecordingHeader
  /** By framework and number; a run that asked nothing is here too. */
  runs: ReadonlyMap<string, ReadonlyMap<number, RecordedRun>>
}

/** Reads a recording and checks that all of it is there and as it was written: UserError when it is not. */
export async function readRecording(root: string): Promise<Recording> {
  const paths = recordingPaths(root)
  const header = await readHeader(paths)
  const runs = new Map<string, Map<number, RecordedRun>>()
  const bodies = new Set<string>()
  for (const { framework, run, file } of await runFiles(paths)) {
    const calls = await readCalls(file)
    // Calls are in the order of the attempts: a later one begins at the first step, or goes on at the one it broke off.
    const last = new Map(calls.map(({ step, attempt }) => [step, attempt]))
    const counting = calls.filter(({ step, attempt }) => attempt === last.get(step))
    for (const { request, answer } of counting)
      for (const hash of [request, answer?.body ?? null]) if (hash !== null) bodies.add(hash)
    const ofFramework = runs.get(framework) ?? new Map<number, RecordedRun>()
    runs.set(framework, ofFramework.set(run, counting))
  }
  for (const hash of bodies) await checkBody(paths, hash)
  return { paths, header, runs }
}

async function readHeader({ root, header }: RecordingPaths): Promise<RecordingHeader> {
  let text: string
  try {
    text = await readFile(header, 'utf8')
  } catch (error) {
    throw new UserError('no_recording', `There is no recording in ${root}: recording.json is missing.`, {
      hint: 'An experiment is recorded when llm.record is true at its first run.',
      cause: error,
    })
  }
  try {
    return RecordingHeader.parse(JSON.parse(text))
  } catch (error) {
    throw damaged(`${header} is not what a recording of this version of devbench begins with`, error)
  }
}

async function runFiles({
  runs,
}: RecordingPaths): Promise<{ framework: string; run: number; file: string }[]> {
  const frameworks = await readdir(runs).catch(() => [])
  const files = frameworks.map(async (framework) =>
    (await readdir(join(runs, framework))).flatMap((name) => {
      const run = /^run_(\d+)\.jsonl$/.exec(name)?.[1]
      return run === undefined ? [] : [{ framework, run: Number(run), file: join(runs, framework, name) }]
    }),
  )
  return (await Promise.all(files)).flat()
}

async function readCalls(file: string): Promise<RecordedCall[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  // After the last line end stands nothing, or what a crash left of a line.
  lines.pop()
  return lines.map((line, index) => {
    try {
      return RecordedCall.parse(JSON.parse(line))
    } catch (error) {
      throw damaged(`${file}, line ${index + 1}, is not the record of a call`, error)
    }
  })
}

async function checkBody(paths: RecordingPaths, hash: string): Promise<void> {
  const file = paths.body(hash)
  const digest = createHash('sha256')
  try {
    await pipeline(createReadStream(file), digest)
  } catch (error) {
    throw damaged(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, error)
  }
  if (digest.digest('hex') !== hash) throw damaged(`${file} does not hold what was recorded`)
}

const damaged = (what: string, cause?: unknown): UserError =>
  new UserError('damaged_recording', `The recording is damaged: ${what}.`, {
    hint: 'Restore its directory from a copy, or record the experiment again.',
    cause,
  })
