import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Adapter, InstalledPlace } from './contract.ts'
import { layoutOf } from './python/python-framework.ts'

/** Absolute paths that a framework's programs read besides the system's: its installation and what that stands on. */
export function pathsReadBy(adapter: Adapter, place: InstalledPlace<unknown>): string[] {
  const { installDir } = place
  const installed = existsSync(installDir) ? [installDir, ...interpreterOf(installDir)] : []
  return [...installed, ...(adapter.reads?.(place) ?? [])]
}

/** The Python that a virtual environment was made from: `<prefix>/bin`, as the environment's own pyvenv.cfg names it. */
function interpreterOf(installDir: string): string[] {
  const settings = join(layoutOf(installDir).venv, 'pyvenv.cfg')
  if (!existsSync(settings)) return []
  const [, bin] = /^home *= *(.+)$/m.exec(readFileSync(settings, 'utf8')) ?? []
  if (bin === undefined) return []
  const prefix = dirname(bin.trim())
  return [join(prefix, 'bin'), join(prefix, 'lib')]
}
