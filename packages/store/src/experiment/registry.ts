import { existsSync } from 'node:fs'
import { readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDirectory, writeJson } from '@genai-devbench/files'
import { ExperimentMeta, Registry } from '@genai-devbench/schema'
import lockfile from 'proper-lockfile'
import { experimentPaths } from './experiment-paths.ts'

const registryFile = (experimentsDir: string): string => join(experimentsDir, '.experiment_registry.json')

/** Whether experiments were generated into this directory. */
export const isExperimentsDir = (directory: string): boolean => existsSync(registryFile(directory))

/** Works on the registry of a directory under its lock, so one process at a time. `save` writes it, whole or not at all. */
export async function withRegistry(
  experimentsDir: string,
  work: (registry: Registry, save: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await makeDirectory(experimentsDir)
  const file = registryFile(experimentsDir)
  const release = await lockfile.lock(file, {
    realpath: false,
    retries: { retries: 200, minTimeout: 20, maxTimeout: 250, randomize: true },
  })
  try {
    const registry = await readRegistry(experimentsDir)
    await addUnlisted(experimentsDir, registry)
    await work(registry, () => writeJson(file, registry))
  } finally {
    await release()
  }
}

/** The entry of an experiment: all of it follows from the experiment itself. */
export function registryEntry(
  dirName: string,
  { id, created_at, config_set }: ExperimentMeta,
): Registry['experiments'][string] {
  return {
    id,
    path: dirName,
    created_at,
    config_set: config_set.name,
    config_set_version: config_set.version,
  }
}

/** An unreadable registry is put aside, not lost: it is an index, and every experiment is complete without it. */
export async function readRegistry(experimentsDir: string): Promise<Registry> {
  const file = registryFile(experimentsDir)
  if (!existsSync(file)) return { schema_version: 1, experiments: {} }
  const registry = parseRegistry(await readFile(file, 'utf8'))
  if (registry !== undefined) return registry
  await rename(file, `${file}.unreadable-${Date.now()}`)
  return { schema_version: 1, experiments: {} }
}

/** Makes a registry that is there and cannot be read again from the experiments that are there. Returns whether it did. */
export async function repairRegistry(experimentsDir: string): Promise<boolean> {
  const file = registryFile(experimentsDir)
  if (!existsSync(file) || parseRegistry(await readFile(file, 'utf8')) !== undefined) return false
  await withRegistry(experimentsDir, (_registry, save) => save())
  return true
}

function parseRegistry(text: string): Registry | undefined {
  try {
    return Registry.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Experiments that lie here but are not listed: moved here, or left unlisted by a crash or with a lost registry. */
async function addUnlisted(experimentsDir: string, registry: Registry): Promise<void> {
  for (const name of await readdir(experimentsDir)) {
    const { experimentFile } = experimentPaths(join(experimentsDir, name))
    if (name.startsWith('.') || Object.hasOwn(registry.experiments, name) || !existsSync(experimentFile))
      continue
    const meta = ExperimentMeta.safeParse(
      await readFile(experimentFile, 'utf8')
        .then(JSON.parse)
        .catch(() => undefined),
    )
    if (meta.success) registry.experiments[name] = registryEntry(name, meta.data)
  }
}
