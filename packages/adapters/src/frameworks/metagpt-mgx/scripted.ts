import type { ScriptedModel, ScriptedRequest } from '@genai-devbench/schema'
import { type AppFile, appFiles } from '../../scripted/app-files.ts'
import { comment } from '../../scripted/variation.ts'

/** Does what each member of the team would do: the leader hands on, two write a document each, the engineer the files. */
export const scripted: ScriptedModel = (request) => {
  const { phase, messages, random } = request
  const question = messages.at(-1)?.text ?? ''
  if (messages[0]?.text.includes('appropriate response category'))
    return { text: `Thought: ${comment(random)}\nResponse Category: TASK` }
  if (question.includes('Which Natural Language')) return { text: 'English' }
  const coded = codeAsked(request, question)
  if (coded) return { text: coded }
  const commands = question.includes('commands in a json array')
    ? COMMANDS[phase]?.(request, question)
    : undefined
  return { text: commands === undefined ? comment(random) : `${comment(random)}\n\n${block(commands)}` }
}

interface Command {
  command_name: string
  args?: Record<string, unknown>
}

const COMMANDS: Record<string, (request: ScriptedRequest, question: string) => Command[]> = {
  team_leader: lead,
  product_manager: (request) => writeDocument('docs/prd.md', 'Requirements', request),
  architect: (request) => writeDocument('docs/system_design.md', 'System design', request),
  engineer: develop,
}

const block = (commands: Command[]): string => `\`\`\`json\n${JSON.stringify(commands, null, 4)}\n\`\`\``

const TASKS = [
  { instruction: 'Write the requirements', assignee: 'Alice' },
  { instruction: 'Design the system', assignee: 'Bob' },
  { instruction: 'Write the code', assignee: 'Alex' },
] as const

/** A defective leader hands out nothing, so that a step is not the likelier to fail the more calls it has. */
function lead({ prompt, isDefective }: ScriptedRequest, question: string): Command[] {
  const hand = ({ assignee, instruction }: (typeof TASKS)[number]): Command => ({
    command_name: 'TeamLeader.publish_team_message',
    args: { content: `${instruction}.\n\n${prompt}`, send_to: assignee },
  })
  if (!question.includes('[TASK_ID 1]')) {
    if (isDefective) return [reply('I would first like to discuss the design.'), END]
    const plan = TASKS.map((task, index) => ({
      command_name: 'Plan.append_task',
      args: { task_id: `${index + 1}`, dependent_task_ids: index === 0 ? [] : [`${index}`], ...task },
    }))
    return [...plan, hand(TASKS[0])]
  }
  // Whoever had the current task reports that it is done.
  const next = TASKS[question.split('] (finished)').length]
  return [
    { command_name: 'Plan.finish_current_task', args: {} },
    ...(next ? [hand(next)] : [reply('It is done.'), END]),
  ]
}

function writeDocument(path: string, heading: string, { prompt, random }: ScriptedRequest): Command[] {
  const content = `# ${heading}\n\n${comment(random)}\n\n${prompt}`
  return [{ command_name: 'Editor.write', args: { path, content } }, reply(`${heading}: ${path}`), END]
}

/** One file at a time: MetaGPT takes no more from one answer. */
function develop({ prompt, messages }: ScriptedRequest): Command[] {
  const history = messages.map(({ text }) => text).join('\n')
  const next = appFiles(prompt).find(
    ({ path }) => !history.includes(`/${path} has been successfully created`),
  )
  return next
    ? [{ command_name: 'Engineer2.write_new_code', args: { path: next.path, file_description: '' } }]
    : [reply('The files are written.'), END]
}

/** The code of the file that is asked for; undefined when something else is. */
function codeAsked({ prompt, random }: ScriptedRequest, question: string): string | undefined {
  const asked = /^# Current Coding File\n(.+)$/m.exec(question)?.[1]
  const file =
    asked === undefined ? undefined : appFiles(prompt).find(({ path }) => asked.endsWith(`/${path}`))
  return file && `${comment(random)}\n\n${fenced(file)}`
}

/** MetaGPT takes the line end before the closing fence for a part of the fence. */
const fenced = ({ content }: AppFile): string => `\`\`\`\n${content}\n\`\`\``

const reply = (content: string): Command => ({ command_name: 'RoleZero.reply_to_human', args: { content } })

const END: Command = { command_name: 'end' }
