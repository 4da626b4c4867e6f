import { deniedPatterns } from '@genai-devbench/gateway'
import type { Llm, Problem } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'

type Texts = Pick<LoadedConfig, 'prompts' | 'hitl' | 'problemAt'> & { steps: LoadedConfig['parts']['steps'] }

/** Texts of the experiment itself that no call could carry: known before the first. */
export async function middlewareProblems(
  { middleware }: Llm,
  { steps, prompts, hitl, problemAt }: Texts,
): Promise<Problem[]> {
  const ofPrompts = steps.map(async ({ index, part: { id, prompt_file } }) => {
    const text = prompts.get(id)?.text ?? ''
    return (await deniedPatterns(text, middleware)).map((name) =>
      problemAt(['steps', index, 'prompt_file'], `${prompt_file} ${refused(name)}`, HINT),
    )
  })
  const ofAnswers = Object.entries(hitl).map(async ([name, text]) =>
    (await deniedPatterns(text, middleware)).map((pattern) => ({
      file: `config/hitl/${name}.txt`,
      message: `the text ${refused(pattern)}`,
      hint: HINT,
    })),
  )
  return (await Promise.all([...ofPrompts, ...ofAnswers])).flat()
}

const refused = (pattern: string): string =>
  `matches the pattern ${pattern}, which a prompt_shield of llm.middleware denies: every call with it would be refused.`

const HINT = 'Change the text, take the pattern out of the shield, or let it mask (action: mask).'
