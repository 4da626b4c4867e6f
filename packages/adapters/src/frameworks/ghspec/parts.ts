import { join } from 'node:path'
import { AGENT_PARTS, agentLayoutOf } from '../../opencode/parts.ts'
import type { PythonRange } from '../../python/find-python.ts'

/** The pin. It moves only together with a passing run of this adapter's tests against the real programs. */
export const SPEC_KIT = {
  name: 'specify-cli',
  version: '1.0.1',
  source: 'https://pypi.org/project/specify-cli/',
}

/** What spec-kit runs on. */
export const PYTHON: PythonRange = { from: 11 }

export const PARTS = [SPEC_KIT, ...AGENT_PARTS]

/** Where things are in an installation. */
export function layoutOf(installDir: string) {
  const agent = agentLayoutOf(installDir)
  return { ...agent, venv: join(installDir, 'venv'), specify: join(agent.bin, 'specify') }
}
