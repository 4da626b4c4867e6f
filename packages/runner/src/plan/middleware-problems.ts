import { deniedPatterns } from '@genai-devbench/gateway'
import type { Llm, Problem } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'

type Texts = Pick<LoadedConfig, 'prompts' | 'hitl' | 'problemAt'> & { steps: LoadedConfig['parts']['steps'] }

/** Texts of the experiment itself that no call could carry: known before the first. */
export function middlewareProblems(
  { middleware }: Llm,
  { steps, prompts, hitl, problemAt }: Texts,
): Problem[] {
  const ofPrompts = steps.flatMap(({ index, part: { id, prompt_file } }) => {
    const text = prompts.get(id)?.text ?? ''
    return deniedPatterns(text, middleware).map((name) =>
      problemAt(['steps', index, 'prompt_file'], `${prompt_file} ${refused(name)}`, HINT),
    )
  })
  const ofAnswers = Object.entries(hitl).flatMap(([name, text]) =>
    deniedPatterns(text, middleware).map((pattern) => ({
      file: `config/hitl/${name}.txt`,
      message: `the text ${refused(pattern)}`,
      hint: HINT,
    })),
  )
  return [...ofPrompts, ...ofAnswers]
}

const refused = (pattern: string): string =>
  `matches the pattern ${pattern}, which a prompt_shield of llm.middleware denies: every call with it would be refused.`

const HINT = 'Change the text, take the pattern out of the shield, or let it mask (action: mask).'
