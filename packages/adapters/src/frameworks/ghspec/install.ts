import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { writeJson } from '@genai-devbench/files'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress, Installation } from '../../contract.ts'
import { lastLine } from '../../last-line.ts'
import { type Lock, loadLock, npmPackages, wantedParts } from './lock.ts'
import { AGENT, type Layout, PARTS, SEARCH, SPEC_KIT, layoutOf } from './parts.ts'
import { type Python, findPython } from './python.ts'

export const installation: Installation = { parts: PARTS, install, check }

async function install(dir: string, progress: InstallProgress): Promise<void> {
  if ((await check(dir)).length === 0) return progress.report('Everything is installed already.')
  const layout = layoutOf(dir)
  const python = await findPython(progress.signal)
  // Neither a virtual environment nor a tree of npm can be trusted half-made; the lock goes first, so that a crash here is seen.
  for (const path of [layout.lock, layout.bin, layout.venv, layout.npm])
    await rm(path, { recursive: true, force: true })
  await mkdir(layout.bin, { recursive: true })
  const pythonPackages = await installSpecKit(layout, python, progress)
  const nodePackages = await installAgent(layout, progress)
  const lock: Lock = {
    parts: wantedParts(),
    python: python.version,
    python_packages: pythonPackages,
    npm_packages: nodePackages,
  }
  await writeJson(layout.lock, lock)
  const faults = await check(dir)
  if (faults.length === 0) return
  await rm(layout.lock, { force: true })
  throw new UserError('install_failed', faults.join(' '))
}

async function installSpecKit(
  { venv, bin, specify }: Layout,
  python: Python,
  progress: InstallProgress,
): Promise<string[]> {
  progress.report(
    `Installing ${SPEC_KIT.name} ${SPEC_KIT.version} from PyPI for Python ${python.version} ...`,
  )
  await run(
    python.program,
    ['-m', 'venv', venv],
    progress.signal,
    'On Debian and Ubuntu: apt install python3-venv.',
  )
  const pip = [join(venv, 'bin', 'python'), '-m', 'pip', '--disable-pip-version-check', '--no-input'] as const
  const [program, ...args] = pip
  await run(
    program,
    [...args, 'install', `${SPEC_KIT.name}==${SPEC_KIT.version}`],
    progress.signal,
    'Is PyPI, or the index that pip is configured for, within reach?',
  )
  await link(join(venv, 'bin', 'specify'), specify, bin)
  const frozen = await run(program, [...args, 'freeze', '--all'], progress.signal)
  return frozen
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()
}

/** Without install scripts: the agent's only picks the program of this platform, which is done here. */
async function installAgent(
  { npm, bin, opencode, rg }: Layout,
  progress: InstallProgress,
): Promise<string[]> {
  progress.report(
    `Installing ${AGENT.name} ${AGENT.version} and ${SEARCH.name} ${SEARCH.version} from npm ...`,
  )
  await mkdir(npm, { recursive: true })
  const manifest = {
    private: true,
    dependencies: { [AGENT.name]: AGENT.version, [SEARCH.name]: SEARCH.version },
  }
  await writeFile(join(npm, 'package.json'), JSON.stringify(manifest))
  const flags = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--omit-lockfile-registry-resolved',
    '--loglevel=error',
  ]
  await run(
    'npm',
    ['install', '--prefix', npm, ...flags],
    progress.signal,
    'Is the npm registry within reach?',
  )
  await link(await workingAgent(npm, progress.signal), opencode, bin)
  await link(
    join(npm, 'node_modules', '@vscode', `ripgrep-${process.platform}-${process.arch}`, 'bin', 'rg'),
    rg,
    bin,
  )
  return npmPackages(JSON.parse(await readFile(join(npm, 'package-lock.json'), 'utf8')), npm)
}

/** The published programs need AVX2 or not, glibc or musl: the first that runs here is the right one. */
async function workingAgent(npm: string, signal: AbortSignal): Promise<string> {
  const platform = `opencode-${process.platform}-${process.arch}`
  for (const variant of ['', '-baseline', '-musl', '-baseline-musl']) {
    const program = join(npm, 'node_modules', `${platform}${variant}`, 'bin', 'opencode')
    if ((await versionFault('opencode', program, AGENT.version, signal)) === undefined) return program
  }
  throw new UserError(
    'install_failed',
    `${AGENT.name} ${AGENT.version} brings no program that runs here (${platform}).`,
  )
}

async function check(dir: string): Promise<string[]> {
  const lock = await loadLock(dir)
  if (!lock) return ['spec-kit and its agent are not installed, or not to the end.']
  const other = PARTS.filter(({ name, version }) => lock.parts[name] !== version)
  if (other.length > 0) {
    return other.map(
      ({ name, version }) =>
        `Version ${lock.parts[name] ?? 'none'} of ${name} is installed, ${version} is needed.`,
    )
  }
  const { specify, opencode, rg } = layoutOf(dir)
  const faults = await Promise.all([
    versionFault('spec-kit', specify, SPEC_KIT.version),
    versionFault('opencode', opencode, AGENT.version),
    versionFault('ripgrep', rg, ''),
    versionFault('bash, which the scripts of spec-kit need,', 'bash', ''),
  ])
  return faults.filter((fault) => fault !== undefined)
}

/** Undefined when the program runs and says that it is of this version. */
async function versionFault(
  name: string,
  program: string,
  version: string,
  cancelSignal?: AbortSignal,
): Promise<string | undefined> {
  const { execa } = await import('execa')
  const { failed, stdout, stderr, originalMessage } = await execa(program, ['--version'], {
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
    ...(cancelSignal && { cancelSignal }),
  })
  if (failed)
    return `${name} does not run: ${lastLine(stderr) ?? originalMessage ?? 'it ended with a failure'}.`
  return stdout.includes(version)
    ? undefined
    : `${name} says that it is ${lastLine(stdout)} and not ${version}.`
}

const link = (target: string, path: string, from: string): Promise<void> =>
  symlink(relative(from, target), path)

async function run(
  program: string,
  args: readonly string[],
  cancelSignal: AbortSignal,
  hint?: string,
): Promise<string> {
  const { execa } = await import('execa')
  const result = await execa(program, args, { reject: false, stdin: 'ignore', cancelSignal })
  cancelSignal.throwIfAborted()
  if (!result.failed) return result.stdout
  const detail = lastLine(result.stderr) ?? lastLine(result.stdout) ?? result.originalMessage
  throw new UserError('install_failed', `${program} failed: ${detail}`, hint === undefined ? {} : { hint })
}
