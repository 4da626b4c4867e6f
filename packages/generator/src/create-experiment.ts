import { join } from 'node:path'
import type { ConfigSet } from '@genai-devbench/config-sets'
import { fileTreeHash } from '@genai-devbench/files'
import type { ExperimentPaths } from '@genai-devbench/store'
import fs from 'fs-extra'
import { assembleExperiment, checkConfig, newExperimentPaths } from './assemble-experiment.ts'
import type { ExperimentRequest } from './experiment-request.ts'
import { renderConfig } from './render-config.ts'
import { renderReadme } from './render-readme.ts'

/**
 * Makes a self-contained experiment from a config set: all steps, all enabled, all files copied. Afterwards nothing
 * refers back to the config set. UserError when the name is not usable or taken; then nothing was touched.
 */
export async function createExperiment(
  configSet: ConfigSet,
  request: ExperimentRequest,
  experimentsDir: string,
  now: Date,
): Promise<ExperimentPaths> {
  const paths = newExperimentPaths(request.name, experimentsDir)
  const { name, version, description } = configSet.metadata
  const origin = { name, version, sha256: await fileTreeHash(configSet.dir) }
  const contents = {
    origin,
    configText: configText(configSet, request),
    readme: renderReadme(
      {
        name: request.name,
        description,
        origin,
        provider: request.provider,
        steps: configSet.template.steps,
      },
      now,
    ),
    copyFiles: async (configDir: string) => {
      // Of a link the file it leads to: the experiment refers to nothing outside it.
      for (const file of configSet.files)
        await fs.copy(join(configSet.dir, file), join(configDir, file), { dereference: true })
    },
  }
  await assembleExperiment(paths, request.name, experimentsDir, contents, now)
  return paths
}

/** ValidationError where a config set with this request gives no valid configuration. */
export const checkRequest = (configSet: ConfigSet, request: ExperimentRequest): void =>
  checkConfig(configText(configSet, request))

const configText = ({ templateText, template }: ConfigSet, request: ExperimentRequest): string =>
  renderConfig(templateText, template, request)
