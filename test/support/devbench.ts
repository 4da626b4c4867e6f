import { cp, mkdir, mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findConfigSet } from '@genai-devbench/config-sets'
import { type ExperimentRequest, createExperiment } from '@genai-devbench/generator'
import { RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths, readJournal } from '@genai-devbench/store'
import { execa } from 'execa'
import { publishedBin } from './published-form.ts'

const ROOT = join(import.meta.dirname, '../..')
export const CONFIG_SETS = join(ROOT, 'config_sets')

export type CommandName =
  | 'list-config-sets'
  | 'new-experiment'
  | 'run-experiment'
  | 'analyze'
  | 'plan'
  | 'compare'
  | 'reconcile-usage'
  | 'list-experiments'
  | 'devbench'

export interface Ended {
  code: number | undefined
  stdout: string
  stderr: string
}

/** A command under way. */
export interface Running {
  pid: number
  /** Everything it printed so far. */
  output(): string
  /** Resolves once it has printed the text; fails when it ends before. */
  printed(text: string | RegExp): Promise<void>
  type(keys: string): void
  kill(signal: NodeJS.Signals): void
  ended: Promise<Ended>
}

/** A directory of its own, and the toolkit's commands run in it as a user runs them: real bins, a clean environment. */
export interface Devbench extends AsyncDisposable {
  dir: string
  /** Where the commands put experiments unless told otherwise. */
  experiments: string
  run(command: CommandName, ...args: string[]): Promise<Ended>
  start(command: CommandName, ...args: string[]): Running
  /** Starts any program in the directory, with the same care for its end. */
  launch(file: string, args: readonly string[]): Running
  /** Makes an experiment as `new-experiment` does, without a process: of `direct` with the scripted model, unless told otherwise. */
  make(name: string, settings?: Settings): Promise<ExperimentPaths>
  paths(name: string): ExperimentPaths
}

export type Settings = Partial<ExperimentRequest> & {
  configSet?: 'default' | 'minimal'
  /** Whether what is generated is started and checked, which takes longer than all else. Default: no. */
  evaluated?: boolean
}

/** `env` is added to the environment, which otherwise holds nothing of the one who runs the tests. */
export async function devbench(env: Record<string, string> = {}): Promise<Devbench> {
  const dir = await mkdtemp(join(tmpdir(), 'devbench-test-'))
  const experiments = join(dir, 'experiments')
  const started: Running[] = []
  const launch = (file: string, args: readonly string[]): Running => {
    const running = startProgram(file, args, dir, env)
    started.push(running)
    return running
  }
  const start = (command: CommandName, ...args: string[]): Running =>
    launch(process.execPath, [publishedBin(command), ...args])
  const run = (command: CommandName, ...args: string[]): Promise<Ended> => start(command, ...args).ended
  const paths = (name: string): ExperimentPaths => experimentPaths(join(experiments, name))
  return {
    dir,
    experiments,
    run,
    start,
    launch,
    paths,
    async make(name, { configSet = 'minimal', evaluated = false, ...settings } = {}) {
      const request = {
        name,
        frameworks: ['direct'],
        model: 'gpt-4o-mini',
        provider: 'scripted' as const,
        seed: 1,
        ...settings,
      }
      const set = await findConfigSet(CONFIG_SETS, configSet)
      const made = await createExperiment(set, request, experiments, new Date())
      if (!evaluated) await editConfig(made, [/when: each_step/, 'when: never'])
      return made
    },
    async [Symbol.asyncDispose]() {
      for (const { kill } of started) kill('SIGKILL')
      await Promise.all(started.map(({ ended }) => ended))
      // What a failing test left behind.
      for (const pid of await processesIn(dir)) process.kill(pid, 'SIGKILL')
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function startProgram(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Running {
  const { PATH = '' } = process.env
  let isOver = false
  let output = ''
  const child = execa(file, args, {
    cwd,
    env: { PATH, HOME: cwd, LANG: 'C.UTF-8', ...env },
    extendEnv: false,
    stdin: file === process.execPath ? 'ignore' : 'pipe',
    reject: false,
    stripFinalNewline: false,
  })
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = (async (): Promise<Ended> => {
    const { exitCode, stdout, stderr } = await child
    isOver = true
    return { code: exitCode, stdout, stderr }
  })()
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    type: (keys) => void child.stdin?.write(keys),
    kill: (signal) => void (isOver || child.kill(signal)),
    async printed(text) {
      while (typeof text === 'string' ? !output.includes(text) : !text.test(output)) {
        if (isOver) throw new Error(`ended without printing ${text}:\n${output}`)
        await sleep(10)
      }
    },
  }
}

/** Replaces text in config.yaml; what is not there is an error of the test. */
export async function editConfig(
  { configFile }: ExperimentPaths,
  ...edits: [from: string | RegExp, to: string][]
): Promise<void> {
  let text = await readFile(configFile, 'utf8')
  for (const [from, to] of edits) {
    const edited = text.replace(from, to)
    if (edited === text) throw new Error(`config.yaml has no ${from}`)
    text = edited
  }
  await writeFile(configFile, text)
}

/** A copy of a curated config set, to be spoilt. */
export async function copyConfigSet(from: 'default' | 'minimal', to: string): Promise<string> {
  await mkdir(to, { recursive: true })
  await cp(join(CONFIG_SETS, from), to, { recursive: true })
  return to
}

/** The finished runs, as `direct 1 completed`, sorted. */
export async function finishedRuns(paths: ExperimentPaths): Promise<string[]> {
  const records = await readJournal(paths)
  return records.map(({ framework, run, outcome }) => `${framework} ${run} ${outcome}`).toSorted()
}

export async function runRecord(paths: ExperimentPaths, framework: string, run: number): Promise<RunRecord> {
  return RunRecord.parse(JSON.parse(await readFile(paths.run(framework, run).record, 'utf8')))
}

/** Ids of the processes at work in a directory. Linux only; elsewhere none is found. */
export async function processesIn(dir: string): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) =>
      (await readlink(`/proc/${pid}/cwd`).catch(() => '')).startsWith(dir) ? [Number(pid)] : [],
    ),
  )
  return found.flat()
}
