import { join } from 'node:path'
import { runTool } from '../install/run-tool.ts'
import type { Python } from './find-python.ts'

/** Makes an empty virtual environment at `venv`, where there must be none. */
export async function makeVenv(python: Python, venv: string, signal: AbortSignal): Promise<void> {
  await runTool(
    python.program,
    ['-m', 'venv', venv],
    signal,
    'On Debian and Ubuntu: apt install python3-venv.',
  )
}

/** `pip install` with these arguments. What was downloaded before is in pip's cache and is not downloaded again. */
export async function pipInstall(venv: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  await runTool(
    pythonIn(venv),
    [...PIP, 'install', ...args],
    signal,
    'Is PyPI, or the index that pip is configured for, within reach?',
  )
}

/** `name==version` of all that is installed, sorted. */
export async function pipFreeze(venv: string, signal: AbortSignal): Promise<string[]> {
  const frozen = await runTool(pythonIn(venv), [...PIP, 'freeze', '--all'], signal)
  return frozen
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()
}

export const pythonIn = (venv: string): string => join(venv, 'bin', 'python')

const PIP = ['-m', 'pip', '--disable-pip-version-check', '--no-input'] as const
