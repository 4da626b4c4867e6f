import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import {
  ExperimentConfig,
  type ExperimentMeta,
  ExperimentName,
  TOOLKIT_VERSION,
  UserError,
  ValidationError,
  configJsonSchema,
  configRuleBreaches,
  parseYamlDocument,
  soundParts,
} from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths, registryEntry, withRegistry } from '@genai-devbench/store'
import fs from 'fs-extra'
import { stage } from './staging.ts'

export interface Contents {
  configText: string
  readme: string
  origin: ExperimentMeta['config_set']
  /** Copies prompts and the other files into the config directory of the new experiment. */
  copyFiles(configDir: string): Promise<void>
}

/** Where an experiment of a name would be. UserError when the name is not usable or taken. */
export function newExperimentPaths(name: string, experimentsDir: string): ExperimentPaths {
  const parsed = ExperimentName.safeParse(name)
  if (!parsed.success) {
    const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name)
    throw new UserError(
      'bad_name',
      `The experiment name ${shown} is ${parsed.error.issues[0]?.message}${foreignCharacters(name)}`,
    )
  }
  const paths = experimentPaths(join(resolve(experimentsDir), name))
  refuseExisting(paths)
  return paths
}

/** Puts an experiment together beside its place and moves it there whole: it appears complete or not at all. */
export async function assembleExperiment(
  paths: ExperimentPaths,
  name: string,
  experimentsDir: string,
  contents: Contents,
  now: Date,
): Promise<void> {
  checkConfig(contents.configText)
  const meta: ExperimentMeta = {
    schema_version: 1,
    id: randomUUID(),
    name,
    created_at: now.toISOString(),
    config_set: contents.origin,
    toolkit_version: TOOLKIT_VERSION,
  }
  await stage(paths.root, async (stagingRoot) => {
    const staged = experimentPaths(stagingRoot)
    await contents.copyFiles(staged.config)
    await fs.outputFile(staged.configFile, contents.configText)
    await fs.outputJson(staged.configSchema, configJsonSchema(), { spaces: 2 })
    await fs.outputFile(staged.readme, contents.readme)
    await fs.ensureDir(staged.runs)
    await fs.outputJson(staged.experimentFile, meta, { spaces: 2 })
    await publish(stagingRoot, paths, experimentsDir, meta)
  })
}

/** Names the characters that only look like the ones allowed. */
function foreignCharacters(name: string): string {
  const found = new Set(name.match(/\P{ASCII}/gu) ?? [])
  if (found.size === 0) return ''
  const codes = [...found]
    .slice(0, 5)
    .map(
      (character) =>
        `"${character}" (U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')})`,
    )
  return `\nNot among them, whatever they look like: ${codes.join(', ')}.`
}

function refuseExisting({ root }: ExperimentPaths): void {
  if (!existsSync(root)) return
  throw new UserError('exists', `${root} already exists; nothing in it was touched.`, {
    hint: 'Choose another --name.',
  })
}

/** A template cannot foresee every request, so the finished text is checked as `run-experiment` will check it. */
export function checkConfig(text: string): void {
  const { raw, problems, problemAt } = parseYamlDocument(text, ExperimentConfig, 'config/config.yaml')
  problems.push(
    ...configRuleBreaches(soundParts(raw)).map(({ path, message, hint }) => problemAt(path, message, hint)),
  )
  if (problems.length > 0) throw new ValidationError('The experiment would not be valid', problems)
}

/** Under the registry's lock, so that of two processes making the same name one gets it and the other an error. */
async function publish(
  stagingRoot: string,
  paths: ExperimentPaths,
  experimentsDir: string,
  meta: ExperimentMeta,
): Promise<void> {
  await withRegistry(experimentsDir, async (registry, save) => {
    refuseExisting(paths)
    await fs.rename(stagingRoot, paths.root)
    registry.experiments[meta.name] = registryEntry(basename(paths.root), meta)
    try {
      await save()
    } catch (error) {
      // A full disk, say: what is not listed must not stay.
      await fs.rename(paths.root, stagingRoot)
      throw error
    }
  })
}
