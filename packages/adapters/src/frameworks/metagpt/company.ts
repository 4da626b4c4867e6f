import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Endpoint, StepContext } from '../../contract.ts'
import { lastLine } from '../../last-line.ts'
import { exceptionIn, isAllWords } from './log.ts'
import type { CompanyOptions } from './options.ts'
import { layoutOf } from './parts.ts'
import { PROJECT_NAME, type Project, exists } from './project.ts'

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
  const home = join(scratch, 'home')
  const own = join(scratch, 'metagpt')
  await writeConfig(home, configOf(context, context.endpoint('company'), project))
  const failureMark = join(own, 'workspace', 'storage', 'team')
  await rm(failureMark, { recursive: true, force: true })
  const { exitCode, signal, stderr } = await context.spawn({
    file: layoutOf(installDir).metagpt,
    args: [
      // A project that is there is deleted unless it is named so.
      ...(exists(project) ? ['--inc', '--project-path', project.root] : ['--project-name', PROJECT_NAME]),
      ...(options.code_review ? [] : ['--no-code-review']),
      '--',
      prompt,
    ],
    env: {
      HOME: home,
      METAGPT_PROJECT_ROOT: own,
      PYTHONDONTWRITEBYTECODE: '1',
      // For its commits: who runs this, and how git is set up here, is not the project's.
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'MetaGPT',
      GIT_AUTHOR_EMAIL: 'metagpt@localhost',
      GIT_COMMITTER_NAME: 'MetaGPT',
      GIT_COMMITTER_EMAIL: 'metagpt@localhost',
    },
  })
  if (exitCode !== 0)
    return `metagpt ended with ${signal ?? `exit code ${exitCode}`}: ${lastLine(stderr) ?? ''}`
  // It ends with exit code 0 then, too: it saves its team so that the work can be taken up again.
  if (existsSync(failureMark)) return `MetaGPT gave up: ${exceptionIn(stderr) ?? 'its log does not say why'}`
  return isAllWords(stderr) ? 'the engineer answered with words and no code' : undefined
}

async function writeConfig(home: string, config: unknown): Promise<void> {
  const directory = join(home, '.metagpt')
  await mkdir(directory, { recursive: true })
  // JSON is YAML.
  await writeFile(join(directory, 'config2.yaml'), JSON.stringify(config, null, 2))
}

const configOf = (
  { model, temperature, options }: StepContext<CompanyOptions>,
  { baseUrl, apiKey }: Endpoint,
  { parent }: Project,
): unknown => ({
  llm: {
    api_type: 'openai',
    base_url: baseUrl,
    api_key: apiKey,
    model,
    ...(temperature !== undefined && { temperature }),
    max_token: options.output_tokens,
    // What is spent is measured and limited outside. Its own count would fetch encodings of tiktoken from the network.
    calc_usage: false,
  },
  workspace: { path: parent },
  mermaid: { engine: 'none' },
})
