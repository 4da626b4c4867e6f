import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeNoOpExperiment } from './experiments/no-op-experiment.ts'
import { buildPublished, publishedBin } from './support/published.ts'
import { removeTemporary, temporaryDir } from './support/temporary.ts'
import { type Timed, timeProgram } from './support/timed-program.ts'

const STEPS_PER_RUN = 6
/** BENCH_STEPS=2000 chooses another, rounded up to whole runs of ours. */
const STEPS = STEPS_PER_RUN * Math.ceil(Number(process.env['BENCH_STEPS'] ?? 600) / STEPS_PER_RUN)

/** A program that runs the same tasks, two at a time, and records them so that it can go on. */
interface Peer {
  name: string
  /** Makes what it reads, in a directory of its own. */
  prepare?(dir: string): Promise<unknown>
  run: readonly string[]
  /** The same with all tasks done; absent where it has no such thing. */
  resume?: readonly string[]
}

const TASK = ['/bin/echo', 'task']
const PARALLEL = [
  'parallel',
  '-j2',
  '--joblog',
  'job.log',
  '--results',
  'results',
  ...TASK,
  '{}',
  '::::',
  'tasks',
]
const SNAKEMAKE = ['snakemake', '-j2', '--quiet', 'all']

const PEERS: readonly Peer[] = [
  {
    name: 'GNU parallel',
    prepare: (dir) =>
      writeFile(join(dir, 'tasks'), Array.from({ length: STEPS }, (_, i) => `${i}\n`).join('')),
    run: PARALLEL,
    resume: ['parallel', '--resume', ...PARALLEL.slice(1)],
  },
  {
    name: 'promptfoo',
    prepare: (dir) =>
      writeFile(
        join(dir, 'promptfooconfig.json'),
        JSON.stringify({
          prompts: ['task {{i}}'],
          providers: [`exec:${TASK.join(' ')}`],
          tests: Array.from({ length: STEPS }, (_, i) => ({
            vars: { i },
            assert: [{ type: 'contains', value: 'task' }],
          })),
        }),
      ),
    run: 'promptfoo eval -c promptfooconfig.json -j 2 --no-cache --no-table --no-progress-bar -o results.json'.split(
      ' ',
    ),
  },
  {
    name: 'Snakemake',
    prepare: (dir) =>
      writeFile(
        join(dir, 'Snakefile'),
        `rule all:\n    input: expand("out/{i}.log", i=range(${STEPS}))\nrule task:\n    output: "out/{i}.log"\n    shell: "${TASK.join(' ')} {wildcards.i} >{output}"\n`,
      ),
    run: SNAKEMAKE,
    resume: SNAKEMAKE,
  },
]

/** The same tasks with what else runs and records tasks: our time as a multiple of theirs. */
export async function measurePeers(): Promise<void> {
  await buildPublished()
  const paths = await makeNoOpExperiment(STEPS / STEPS_PER_RUN, STEPS_PER_RUN)
  const bin = [publishedBin('run-experiment'), paths.root]
  const ours = {
    run: await timeProgram(process.execPath, bin),
    resume: await timeProgram(process.execPath, bin),
  }
  removeTemporary(paths.root)
  console.log(`\n${STEPS} tasks that do nothing, two at a time: run-experiment as published, and the others`)
  console.log(`  ${'run-experiment'.padEnd(16)} ${seconds(ours.run)}; with all done ${seconds(ours.resume)}`)
  for (const peer of PEERS) {
    const theirs = await timePeer(peer)
    if (theirs === undefined) continue
    const resumed =
      theirs.resume === undefined ? '' : `; with all done ${compared(ours.resume, theirs.resume)}`
    console.log(`  ${peer.name.padEnd(16)} ${compared(ours.run, theirs.run)}${resumed}`)
  }
}

interface Times {
  run: Timed
  resume: Timed | undefined
}

async function timePeer({ name, prepare, run, resume }: Peer): Promise<Times | undefined> {
  const [file = '', ...args] = run
  if (!isInstalled(file)) {
    console.log(`  ${name.padEnd(16)} left out: there is no ${file} in PATH`)
    return undefined
  }
  const cwd = temporaryDir()
  const env = {
    ...process.env,
    PROMPTFOO_DISABLE_TELEMETRY: '1',
    PROMPTFOO_DISABLE_UPDATE: '1',
    PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
    PROMPTFOO_DISABLE_SHARING: '1',
    PROMPTFOO_CONFIG_DIR: join(cwd, '.promptfoo'),
  }
  try {
    await prepare?.(cwd)
    const made = await timeProgram(file, args, { cwd, env })
    const [again, ...againArgs] = resume ?? []
    return {
      run: made,
      resume: again === undefined ? undefined : await timeProgram(again, againArgs, { cwd, env }),
    }
  } finally {
    removeTemporary(cwd)
  }
}

function isInstalled(file: string): boolean {
  try {
    execFileSync('which', [file])
    return true
  } catch {
    return false
  }
}

const seconds = ({ ms, cpuMs }: Timed): string =>
  `${(ms / 1000).toFixed(2)} s (processor ${cpuMs === null ? 'unknown' : `${(cpuMs / 1000).toFixed(2)} s`})`

const compared = (ours: Timed, theirs: Timed): string =>
  `${seconds(theirs)}: ours ${share(ours.ms, theirs.ms)} (${share(ours.cpuMs, theirs.cpuMs)})`

const share = (ours: number | null, theirs: number | null): string =>
  ours === null || theirs === null ? 'unknown' : `${(ours / theirs).toFixed(2)}x`
