import { join } from 'node:path'
import type { PythonRange } from '../../python-venv/find-python.ts'

/** Pins. One moves only together with a passing run of this adapter's tests against the real programs. */
export const SPEC_KIT = {
  name: 'specify-cli',
  version: '1.0.1',
  source: 'https://pypi.org/project/specify-cli/',
}
export const AGENT = {
  name: 'opencode-ai',
  version: '1.18.33',
  source: 'https://www.npmjs.com/package/opencode-ai',
}
/** The agent's search tools stand on rg. Where none is on the PATH it downloads one in the middle of a run. */
export const SEARCH = {
  name: '@vscode/ripgrep',
  version: '1.18.0',
  source: 'https://www.npmjs.com/package/@vscode/ripgrep',
}

/** What spec-kit runs on. */
export const PYTHON: PythonRange = { from: 11 }

export const PARTS = [SPEC_KIT, AGENT, SEARCH]

export type Layout = ReturnType<typeof layoutOf>

/** Where things are in an installation. */
export function layoutOf(installDir: string) {
  const bin = join(installDir, 'bin')
  return {
    venv: join(installDir, 'venv'),
    npm: join(installDir, 'npm'),
    /** On the PATH of every run, and nothing else of the installation. */
    bin,
    specify: join(bin, 'specify'),
    opencode: join(bin, 'opencode'),
    rg: join(bin, 'rg'),
  }
}
