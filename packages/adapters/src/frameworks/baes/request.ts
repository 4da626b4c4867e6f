import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { CommandResult, StepContext } from '../../contract.ts'
import { lastLine } from '../../last-line.ts'
import { layoutOf } from '../../python/python-framework.ts'
import type { BaesOptions } from './options.ts'

export interface Answer {
  /** Why BAeS did not do what was asked; undefined when it says that it did. */
  failure: string | undefined
  /** Tasks whose work it took although its own reviewer had refused it to the end. */
  forced: readonly string[]
}

/** Hands a request to BAeS, which makes or changes the system in the workspace. */
export async function request(context: StepContext<BaesOptions>): Promise<Answer> {
  const { prompt, model, installDir, scratch, workspace, options } = context
  const { source, python } = layoutOf(installDir)
  // Logs, memory of the agents and the like: it lasts from step to step.
  const desk = join(scratch, 'baes')
  await mkdir(desk, { recursive: true })
  const { baseUrl, apiKey } = context.endpoint('request')
  const result = await context.spawn({
    file: python,
    // In one word with its option, a prompt may begin with a dash. The store must lie in a directory of its own.
    args: [
      join(source, 'bae_noninteractive.py'),
      `--request=${prompt}`,
      '--context-store=memory/context_store.json',
      '--output-json',
      '--quiet',
    ],
    cwd: desk,
    env: {
      OPENAI_BASE_URL: baseUrl,
      OPENAI_API_KEY: apiKey,
      OPENAI_MODEL: model,
      MANAGED_SYSTEM_PATH: workspace,
      BAE_MAX_RETRIES: String(options.max_retries),
      // In place of the model. It has them on by default, but what they make of routes at this commit is no Python.
      ENABLE_TEMPLATES: 'false',
      // Recognised requests of earlier runs, which there are none of; it would download word lists to compare them.
      ENABLE_RECOGNITION_CACHE: 'false',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  })
  return answerOf(result)
}

const Report = z.object({
  success: z.boolean(),
  error: z.string().optional(),
  result: z
    .object({
      error: z.string().optional(),
      message: z.string().optional(),
      execution_results: z
        .array(z.object({ task: z.string(), force_accepted: z.boolean().optional() }))
        .optional(),
    })
    .optional(),
})
type Report = z.infer<typeof Report>

export function answerOf({ exitCode, signal, stdout, stderr }: CommandResult): Answer {
  const report = reportIn(stdout)
  const forced = (report?.result?.execution_results ?? [])
    .filter((task) => task.force_accepted)
    .map(({ task }) => task)
  if (exitCode === 0 && report?.success) return { failure: undefined, forced }
  const said =
    report && [report.result?.error, report.result?.message ?? report.error].filter(Boolean).join(': ')
  const failure = said || lastLine(stderr) || `it ended with ${signal ?? `exit code ${exitCode}`}`
  // A call that failed shows in the report as whatever BAeS makes of no answer.
  const call = /OpenAI API error: (.*)/.exec(stderr)?.[1]
  return {
    failure:
      call === undefined ? failure : `${failure} (its call of the model failed: ${call.slice(0, 300)})`,
    forced,
  }
}

/** Prints, coloured and not, come first; the report is the last thing. */
function reportIn(stdout: string): Report | undefined {
  const start = `\n${stdout}`.lastIndexOf('\n{\n')
  if (start === -1) return undefined
  try {
    return Report.safeParse(JSON.parse(stdout.slice(start))).data
  } catch {
    return undefined
  }
}
