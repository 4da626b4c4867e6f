import { join } from 'node:path'
import type { PythonRange } from '../../python/find-python.ts'

/** The pin. It moves only together with requirements.txt and a passing run of this adapter's tests against the real program. */
export const METAGPT = { name: 'metagpt', version: '0.8.2', source: 'https://pypi.org/project/metagpt/' }
export const PARTS = [METAGPT]

/** MetaGPT itself also runs on 3.9; the packages of its time that it stands on here do not. */
export const PYTHON: PythonRange = { from: 10, to: 11 }

/** Where things are in an installation. */
export function layoutOf(installDir: string) {
  const venv = join(installDir, 'venv')
  return { venv, metagpt: join(venv, 'bin', 'metagpt') }
}
