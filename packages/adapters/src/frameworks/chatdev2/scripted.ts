import type { ScriptedModel, ScriptedReply, ScriptedRequest } from '@genai-devbench/schema'
import { appFiles } from '../../scripted/app-files.ts'
import { comment } from '../../scripted/variation.ts'

/** Uses the agent's tools for what its phase is there for, one call an answer, then says the words that end the phase. */
export const scripted: ScriptedModel = (request) =>
  REPLIES[request.phase]?.(request) ?? { text: comment(request.random) }

type Reply = (request: ScriptedRequest) => ScriptedReply

const REPLIES: Record<string, Reply> = {
  coding(request) {
    const { prompt, random, isDefective } = request
    const done = toolsCalled(request)
    // At the first file alone, so that a step is not the likelier to fail the more files it has.
    if (isDefective && done === 0)
      return { text: `${comment(random)} I would first like to discuss the design.` }
    const file = appFiles(prompt)[done]
    return file ? save(file.path, file.content) : { text: comment(random) }
  },
  code_complete: () => ({ text: '<INFO> FINISHED' }),
  code_review: (request) =>
    toolsCalled(request) === 0
      ? { tool: 'list_directory', arguments: { recursive: true } }
      : { text: '<INFO> Finished' },
  test: (request) =>
    // Only who may not change the code runs it: here, has Python read it all.
    !request.tools.includes('save_file') && toolsCalled(request) === 0
      ? { tool: 'uv_run', arguments: { module: 'tabnanny', args: ['.'], timeout_seconds: 30 } }
      : { text: '<INFO> Finished' },
  manual: (request) =>
    request.messages[0]?.text.includes('You are Chief Product Officer') && toolsCalled(request) === 0
      ? save('manual.md', `# Manual\n\n${comment(request.random)}\n`)
      : { text: comment(request.random) },
}

const save = (path: string, content: string): ScriptedReply => ({
  tool: 'save_file',
  arguments: { path, content },
})

/** The files of other rounds are not among a request's messages. */
const toolsCalled = ({ messages }: ScriptedRequest): number =>
  messages.filter(({ role }) => role === 'tool').length
