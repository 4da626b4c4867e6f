import { existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { writeJson } from '@genai-devbench/files'
import { Registry } from '@genai-devbench/schema'
import lockfile from 'proper-lockfile'

const registryFile = (experimentsDir: string): string => join(experimentsDir, '.experiment_registry.json')

/** Changes the registry of a directory under its lock: whatever `update` does is done by one process at a time. */
export async function updateRegistry(experimentsDir: string, update: (registry: Registry) => Promise<void>): Promise<void> {
  await mkdir(experimentsDir, { recursive: true })
  const file = registryFile(experimentsDir)
  const release = await lockfile.lock(file, { realpath: false, retries: { retries: 200, minTimeout: 20, maxTimeout: 250, randomize: true } })
  try {
    const registry = await readRegistry(experimentsDir)
    await update(registry)
    await writeJson(file, registry)
  } finally {
    await release()
  }
}

/** An unreadable registry is put aside, not lost: it is an index, and every experiment is complete without it. */
export async function readRegistry(experimentsDir: string): Promise<Registry> {
  const file = registryFile(experimentsDir)
  if (!existsSync(file)) return { schema_version: 1, experiments: {} }
  try {
    return Registry.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    await rename(file, `${file}.unreadable-${Date.now()}`)
    return { schema_version: 1, experiments: {} }
  }
}
