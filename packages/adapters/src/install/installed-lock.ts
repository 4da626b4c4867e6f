import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256, writeJson } from '@genai-devbench/files'
import type { Identity } from '@genai-devbench/schema'
import * as z from 'zod'
import type { Installation } from '../contract.ts'

/** installed.json: every package of an installation with its exact version. Written last: what it names is all there. */
export const InstalledLock = z.strictObject({
  parts: z.record(z.string(), z.string()),
  /** Its version, where the framework runs on it. */
  python: z.string().optional(),
  /** As `pip freeze` prints them. */
  python_packages: z.array(z.string()).optional(),
  /** `name@version integrity` */
  npm_packages: z.array(z.string()).optional(),
})
export type InstalledLock = z.infer<typeof InstalledLock>

export const lockFile = (installDir: string): string => join(installDir, 'installed.json')

export const versionsOf = (parts: Installation['parts']): InstalledLock['parts'] =>
  Object.fromEntries(parts.map(({ name, version }) => [name, version]))

/** The lock of a finished installation; undefined when there is none that this version of the toolkit understands. */
export async function loadLock(installDir: string): Promise<InstalledLock | undefined> {
  try {
    return InstalledLock.parse(JSON.parse(await readFile(lockFile(installDir), 'utf8')))
  } catch {
    return undefined
  }
}

export const writeLock = (installDir: string, lock: InstalledLock): Promise<void> =>
  writeJson(lockFile(installDir), lock)

/** What is missing of the parts, in sentences. `what` is what nothing of is there when there is no lock. */
export function missingParts(
  lock: InstalledLock | undefined,
  parts: Installation['parts'],
  what: string,
): string[] {
  if (!lock) return [`${what} not installed, or not to the end.`]
  return parts
    .filter(({ name, version }) => lock.parts[name] !== version)
    .map(
      ({ name, version }) =>
        `Version ${lock.parts[name] ?? 'none'} of ${name} is installed, ${version} is needed.`,
    )
}

export async function identityOf(installDir: string): Promise<Identity> {
  const lock = await loadLock(installDir)
  if (!lock) throw new Error(`no finished installation in ${installDir}`)
  const { parts, python } = lock
  return { ...parts, ...(python !== undefined && { python }), packages_sha256: sha256(JSON.stringify(lock)) }
}
