import { writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { fileTreeHash } from '@genai-devbench/files'
import * as z from 'zod'
import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { lastLine } from '../../last-line.ts'
import { scriptedFileAnswers } from '../../scripted/file-answers.ts'

import { PLACEHOLDERS, fillTemplate, unknownPlaceholders } from './template.ts'

const template = z.string().superRefine((text, context) => {
  for (const name of unknownPlaceholders(text)) {
    context.addIssue({
      code: 'custom',
      message: `unknown placeholder {${name}}. Known: ${PLACEHOLDERS.map((known) => `{${known}}`).join(' ')}.`,
    })
  }
})

const Options = z.strictObject({
  argv: z.array(template).min(1).meta({ description: 'Program and arguments, run without a shell.' }),
  env: z.record(z.string(), template).default({}),
  version_argv: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: 'Prints the version, which is recorded with every run.' }),
  success: z.enum(['files_changed', 'exit_code']).default('files_changed').meta({
    description:
      'files_changed: exit code 0 and the project differs from before. exit_code: exit code 0 is enough.',
  }),
})
type Options = z.infer<typeof Options>

export const adapter = defineAdapter({
  id: 'command',
  title: 'Command',
  description:
    'Any program that takes a prompt and changes a directory, described in the config alone (options: argv, env, success).',
  licence: 'that of the program',
  homepage: 'https://github.com/gesad-lab/genai-devbench',
  options: Options,
  identity: identify,
  reads: ({ options: { argv } }) => argv.filter((part) => isAbsolute(part)),
  runStep,
  scripted: scriptedFileAnswers,
})

async function runStep(context: StepContext<Options>): Promise<StepResult> {
  const { argv, env, success } = context.options
  const promptFile = join(context.scratch, `prompt_${context.step.executionIndex}.txt`)
  writeFileSync(promptFile, context.prompt)
  const { baseUrl, apiKey } = context.endpoint('command')
  const values = {
    prompt: context.prompt,
    prompt_file: promptFile,
    workspace: context.workspace,
    scratch: context.scratch,
    base_url: baseUrl,
    api_key: apiKey,
    model: context.model,
    temperature: context.temperature === undefined ? '' : String(context.temperature),
    seed: String(context.seed),
    step_id: String(context.step.id),
  }
  const [file = '', ...args] = argv.map((part) => fillTemplate(part, values))
  const filledEnv = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, fillTemplate(value, values)]),
  )
  const before = success === 'files_changed' ? await fileTreeHash(context.workspace) : undefined
  const { exitCode, signal, stderr } = await context.spawn({ file, args, env: filledEnv })
  if (exitCode !== 0) {
    const detail = lastLine(stderr)
    return {
      outcome: 'failed',
      reason: `${file} ended with ${signal ?? `exit code ${exitCode}`}${detail ? `: ${detail}` : ''}`,
    }
  }
  if (before !== undefined && before === (await fileTreeHash(context.workspace))) {
    return { outcome: 'failed', reason: `${file} ended well but changed nothing in the project` }
  }
  return { outcome: 'passed' }
}

async function identify({ options }: { options: Options }): Promise<Record<string, string>> {
  const identity = { argv: options.argv.join(' ') }
  if (!options.version_argv) return identity
  const { execa } = await import('execa')
  const [file = '', ...args] = options.version_argv
  const { stdout, stderr } = await execa(file, args, { stdin: 'ignore', timeout: 30_000 })
  return { ...identity, version: (lastLine(stdout) ?? lastLine(stderr) ?? '').slice(0, 200) }
}
