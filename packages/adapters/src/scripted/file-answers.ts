import type { ScriptedModel } from '@genai-devbench/schema'
import { appFiles } from './app-files.ts'
import { comment } from './variation.ts'

/** Answers as `<file path="...">` blocks, which is what the baselines ask for. */
export const scriptedFileAnswers: ScriptedModel = ({ phase, prompt, random, isDefective }) => {
  if (phase === 'review') return { text: `${comment(random)} No serious fault found.` }
  if (isDefective) return { text: `${comment(random)} I would first like to discuss the design.` }
  const files = appFiles(prompt).map(
    ({ path, content }) => `<file path="${path}">\n${content.replace(/\n$/, '')}\n</file>`,
  )
  return { text: `${comment(random)}\n\n${files.join('\n')}` }
}
