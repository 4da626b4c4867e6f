import { UserError } from '@genai-devbench/schema'
import type { InstallProgress } from '../contract.ts'

export interface Python {
  program: string
  version: string
}

/** Minor versions of Python 3, both included. */
export interface PythonRange {
  from: number
  to?: number
}

/** As it is said to a user. */
export const rangeText = ({ from, to }: PythonRange): string =>
  to === undefined ? `3.${from} or newer` : from === to ? `3.${from}` : `3.${from} to 3.${to}`

const NEWEST_KNOWN = 14

/**
 * A Python that a framework runs on: the first on the PATH, else one of uv's, which fetches it when it has none.
 * UserError when neither gives one.
 */
export async function findPython(
  framework: string,
  range: PythonRange,
  { report, signal }: Pick<InstallProgress, 'report' | 'signal'>,
): Promise<Python> {
  const seen: string[] = []
  for (const program of candidates(range)) {
    const version = await versionOf(program, signal)
    if (version === undefined) continue
    if (isWithin(range, version)) return { program, version }
    seen.push(`${program} is ${version}`)
  }
  const fetched = await pythonOfUv(range, report, signal)
  if (fetched) return fetched
  throw new UserError(
    'python_missing',
    `${framework} needs Python ${rangeText(range)}; there is none on the PATH${seen.length > 0 ? ` (${seen.join(', ')})` : ''}.`,
    { hint: 'Install one, or uv (https://docs.astral.sh/uv), which brings one, and run this again.' },
  )
}

function candidates({ from, to = NEWEST_KNOWN }: PythonRange): string[] {
  const minors = Array.from({ length: to - from + 1 }, (_, index) => to - index)
  return ['python3', ...minors.map((minor) => `python3.${minor}`), 'python']
}

export function isWithin({ from, to }: PythonRange, version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major === 3 && minor >= from && (to === undefined || minor <= to)
}

async function versionOf(program: string, signal: AbortSignal): Promise<string | undefined> {
  return output(program, ['-c', 'import platform; print(platform.python_version())'], signal, 30_000)
}

async function pythonOfUv(
  range: PythonRange,
  report: (message: string) => void,
  signal: AbortSignal,
): Promise<Python | undefined> {
  const wanted = `>=3.${range.from}${range.to === undefined ? '' : `,<3.${range.to + 1}`}`
  if ((await output('uv', ['--version'], signal, 30_000)) === undefined) return undefined
  const find = (): Promise<string | undefined> => output('uv', ['python', 'find', wanted], signal, 60_000)
  let program = await find()
  if (program === undefined) {
    report(`Fetching Python ${rangeText(range)} with uv ...`)
    await output('uv', ['python', 'install', `3.${range.to ?? range.from}`], signal)
    program = await find()
  }
  const version = program === undefined ? undefined : await versionOf(program, signal)
  return program === undefined || version === undefined || !isWithin(range, version)
    ? undefined
    : { program, version }
}

/** What a program prints; undefined when it cannot be run or fails. */
async function output(
  program: string,
  args: readonly string[],
  cancelSignal: AbortSignal,
  timeout = 0,
): Promise<string | undefined> {
  const { execa } = await import('execa')
  const { failed, stdout } = await execa(program, args, {
    reject: false,
    stdin: 'ignore',
    timeout,
    cancelSignal,
  })
  cancelSignal.throwIfAborted()
  return failed || stdout === '' ? undefined : stdout.trim()
}
