import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const NpmLock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), integrity: z.string().optional() }),
  ),
})

/** What npm really put there: its own lock also lists the packages of other platforms. */
export function npmPackages(npmLock: unknown, npmDir: string): string[] {
  return Object.entries(NpmLock.parse(npmLock).packages)
    .filter(([path]) => path !== '' && existsSync(join(npmDir, path)))
    .map(
      ([path, { version, integrity }]) => `${path.replace(/^.*node_modules\//, '')}@${version} ${integrity}`,
    )
    .toSorted()
}
