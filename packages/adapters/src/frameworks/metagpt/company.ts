import { join } from 'node:path'
import type { StepContext } from '../../contract.ts'
import { modelConfig, writeConfig } from '../../metagpt/config.ts'
import { failureOf, forgetFailure } from '../../metagpt/failure.ts'
import { environmentOf, placeIn } from '../../metagpt/place.ts'
import type { CompanyOptions } from './options.ts'
import { layoutOf } from './parts.ts'
import { PROJECT_NAME, type Project, exists } from './project.ts'
import { isAllWords } from './words.ts'

/** The longest argument that Linux gives to a program, in bytes. Source: MAX_ARG_STRLEN in linux/binfmts.h. */
const LONGEST_ARGUMENT = 128 * 1024 - 1

/** Has MetaGPT carry out the prompt, from scratch or on the project as it is. Says why it gave up, if it did. */
export async function runCompany(
  context: StepContext<CompanyOptions>,
  project: Project,
): Promise<string | undefined> {
  const { prompt, scratch, installDir, options } = context
  const size = Buffer.byteLength(prompt)
  if (size > LONGEST_ARGUMENT)
    return `MetaGPT takes the prompt on its command line, which holds ${LONGEST_ARGUMENT} bytes; the prompt has ${size}`
  const place = placeIn(scratch)
  await writeConfig(place, {
    llm: modelConfig(context, context.endpoint('company')),
    workspace: { path: project.parent },
    mermaid: { engine: 'none' },
  })
  const savedTeam = join(place.root, 'workspace', 'storage', 'team')
  await forgetFailure(savedTeam)
  const result = await context.spawn({
    file: layoutOf(installDir).metagpt,
    args: [
      // A project that is there is deleted unless it is named so.
      ...(exists(project) ? ['--inc', '--project-path', project.root] : ['--project-name', PROJECT_NAME]),
      ...(options.code_review ? [] : ['--no-code-review']),
      '--',
      prompt,
    ],
    env: environmentOf(place),
  })
  const failure = failureOf(savedTeam, result)
  if (failure !== undefined) return failure
  return isAllWords(result.stderr) ? 'the engineer answered with words and no code' : undefined
}
