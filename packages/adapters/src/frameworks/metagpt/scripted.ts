import type { ScriptedModel } from '@genai-devbench/schema'
import { appFiles } from '../../scripted/app-files.ts'
import { comment } from '../../scripted/variation.ts'
import { documentAnswer } from './scripted-documents.ts'

/** Fills in the documents that the company asks for, writes the files one by one and finds no fault in any. */
export const scripted: ScriptedModel = ({ prompt, messages, random, isDefective }) => {
  const words = comment(random)
  const request = messages.at(-1)?.text ?? ''
  // In the list of files alone, so that a step is not the likelier to fail the more calls it has.
  const files = appFiles(prompt)
  const paths = files.map(({ path }) => path)
  const document = documentAnswer(request, { prompt, words, paths, tasks: isDefective ? [] : paths })
  if (document !== undefined) return { text: document }
  const reviewed = lastIn(request, /^- Note the code filename should be `(.+)`\./gm)
  if (reviewed !== undefined) return { text: approval(reviewed, words) }
  const asked =
    lastIn(request, /^## Code: (.+)\. Write code with triple quoto/gm) ??
    lastIn(request, /: Only write one file (.+), write or rewrite complete code/g)
  const file = files.find(({ path }) => path === asked)
  return { text: file ? `${words}\n\n${fenced(file)}` : words }
}

function fenced({ path, content }: { path: string; content: string }): string {
  return ['## Code: ' + path, '```' + (LANGUAGES[path.split('.').at(-1) ?? ''] ?? ''), content + '```'].join(
    '\n',
  )
}

const LANGUAGES: Record<string, string> = { py: 'python', mjs: 'javascript', sh: 'bash', md: 'markdown' }

const approval = (path: string, words: string): string => `## Code Review: ${path}
1. Yes. ${words}
2. Yes.
3. Yes.
4. Yes.
5. Yes.
6. Yes.

## Actions
pass

## Code Review Result
LGTM`

/** What the group of the last match holds. */
const lastIn = (text: string, pattern: RegExp): string | undefined => [...text.matchAll(pattern)].at(-1)?.[1]
