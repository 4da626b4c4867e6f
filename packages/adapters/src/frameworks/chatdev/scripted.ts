import type { ScriptedModel, ScriptedRequest } from '@genai-devbench/schema'
import { type AppFile, appFiles } from '../../scripted/app-files.ts'
import { comment } from '../../scripted/variation.ts'

const FINISHED = '<INFO> Finished'

/** Says in each phase what ends it, and gives the files of the task where code is asked for. */
export const scripted: ScriptedModel = (request) => {
  const question = request.messages.at(-1)?.text ?? ''
  const reply = REPLIES.find(([sign]) => question.includes(sign))?.[1]
  return { text: reply?.(request, question) ?? comment(request.random) }
}

type Reply = (request: ScriptedRequest, question: string) => string

/** By what tells the phases from each other. */
const REPLIES: readonly (readonly [sign: string, reply: Reply])[] = [
  ['product modality do we want', () => '<INFO> Application'],
  ['propose a concrete programming language', () => '<INFO> Python'],
  ['You will start with the "main" file', code],
  [
    'propose one comment with the highest priority',
    ({ prompt, random }, question) =>
      isDone(prompt, question) ? FINISHED : `${comment(random)} What the task asks for is not there yet.`,
  ],
  [
    'modify corresponding codes according to the comments',
    (request, question) => (isDone(request.prompt, question) ? FINISHED : code(request)),
  ],
  ['modify the problematic codes', () => FINISHED],
  ['write a requirements.txt file', () => 'The standard library is enough.\n<INFO> No packages are needed.'],
  ['write a manual.md file', ({ random }) => `# Manual\n\n${comment(random)}\n`],
]

function code({ prompt, random, isDefective }: ScriptedRequest): string {
  if (isDefective) return `${comment(random)} I would first like to discuss the design.`
  const blocks = programFiles(prompt).map(({ path, content }) => `${path}\n\`\`\`\n${content}\n\`\`\`\n`)
  return `${comment(random)}\n\n${blocks.join('\n')}`
}

/** Whether a request already holds all that would be answered. */
const isDone = (prompt: string, question: string): boolean =>
  programFiles(prompt).every(({ content }) => question.includes(content))

/** As ChatDev keeps files: without directories and without empty lines. */
function programFiles(prompt: string): AppFile[] {
  return appFiles(prompt).map(({ path, content }) => ({
    path: path.slice(path.lastIndexOf('/') + 1),
    content: (path.startsWith('tests/') ? asTopLevelTest(content) : content)
      .split('\n')
      .filter((line) => line.trim() !== '')
      .join('\n'),
  }))
}

/** ChatDev takes every file that mentions `__main__` for main.py. */
const asTopLevelTest = (content: string): string =>
  content.replace(/\nif __name__ == "__main__":[^]*$/, '').replace('.parent.parent', '.parent')
