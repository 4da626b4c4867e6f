import { existsSync } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { UserError, ValidationError } from '@genai-devbench/schema'
import { type ExperimentPaths, loadConfig, readExperimentMeta } from '@genai-devbench/store'
import fs from 'fs-extra'
import { type Document, parseDocument } from 'yaml'
import { assembleExperiment, newExperimentPaths } from './assemble-experiment.ts'
import { renderReadme } from './render-readme.ts'

export interface ForkOptions {
  /** Answer from what the other experiment recorded. */
  replays?: boolean
}

/** Makes a new, unsealed experiment with the configuration of another as it stands now; runs are not copied. */
export async function forkExperiment(
  source: ExperimentPaths,
  name: string,
  experimentsDir: string,
  now: Date,
  { replays = false }: ForkOptions = {},
): Promise<ExperimentPaths> {
  const paths = newExperimentPaths(name, experimentsDir)
  const { config, problems } = await loadConfig(source)
  if (!config) throw new ValidationError(`The experiment ${source.root} cannot be copied`, problems)
  const { config_set: origin } = await readExperimentMeta(source)
  const document = parseDocument(await fs.readFile(source.configFile, 'utf8'))
  document.set('name', name)
  if (replays) document.set('llm', replayOf(source, paths, document))
  const provider = replays ? 'replay' : config.llm.provider
  const description = `Made from the experiment ${config.name}, with its configuration as it then was.`
  const contents = {
    origin,
    configText: document.toString({ lineWidth: 0, flowCollectionPadding: false }),
    readme: renderReadme({ name, description, origin, provider, steps: config.steps }, now),
    // Of a link the file it leads to; links that lead nowhere are the lock files of some editors.
    copyFiles: (configDir: string) =>
      fs.copy(source.config, configDir, { dereference: true, filter: (path) => fs.existsSync(path) }),
  }
  await assembleExperiment(paths, name, experimentsDir, contents, now)
  return paths
}

/** The `llm` of a replay: prices, pins, middleware and budgets stay, everything else of it was about where the model is. */
function replayOf(source: ExperimentPaths, { root }: ExperimentPaths, document: Document): object {
  if (!existsSync(source.recordings)) {
    throw new UserError('no_recording', `${source.root} has no recordings to replay.`, {
      hint: 'An experiment is recorded when llm.record is true at its first run.',
    })
  }
  const isBeside = dirname(source.root) === dirname(root)
  return {
    provider: 'replay',
    from: isBeside ? basename(source.root) : relative(root, source.root),
    ...Object.fromEntries(
      ['pin', 'prices', 'middleware', 'budget']
        .filter((key) => document.hasIn(['llm', key]))
        .map((key) => [key, document.getIn(['llm', key])]),
    ),
  }
}
