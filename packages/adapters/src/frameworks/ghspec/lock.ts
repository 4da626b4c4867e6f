import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '@genai-devbench/files'
import type { Identity } from '@genai-devbench/schema'
import * as z from 'zod'
import { PARTS, layoutOf } from './parts.ts'

/** installed.json: every package of an installation with its exact version. */
export const Lock = z.strictObject({
  parts: z.record(z.string(), z.string()),
  python: z.string(),
  /** As `pip freeze` prints them. */
  python_packages: z.array(z.string()),
  /** `name@version integrity` */
  npm_packages: z.array(z.string()),
})
export type Lock = z.infer<typeof Lock>

export const wantedParts = (): Lock['parts'] =>
  Object.fromEntries(PARTS.map(({ name, version }) => [name, version]))

/** The lock of a finished installation; undefined when there is none that this version of the toolkit understands. */
export async function loadLock(installDir: string): Promise<Lock | undefined> {
  try {
    return Lock.parse(JSON.parse(await readFile(layoutOf(installDir).lock, 'utf8')))
  } catch {
    return undefined
  }
}

export async function identityOf(installDir: string): Promise<Identity> {
  const lock = await loadLock(installDir)
  if (!lock) throw new Error(`no finished installation in ${installDir}`)
  const { parts, python } = lock
  return { ...parts, python, packages_sha256: sha256(JSON.stringify(lock)) }
}

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
