import type { ScriptedModel } from '@genai-devbench/schema'
import { appFiles } from '../../scripted/app-files.ts'
import { writeAppFiles } from '../../scripted/shell-files.ts'
import { comment } from '../../scripted/variation.ts'

/** Looks at what is there and writes all files in one call of the agent's shell, then says that it is done. */
export const scripted: ScriptedModel = ({ prompt, messages, tools, random, isDefective }) => {
  const words = comment(random)
  if (!tools.includes('bash') || messages.some(({ role }) => role === 'tool')) return { text: words }
  if (isDefective) return { text: `${words} I would first like to discuss the design.` }
  const command = ['set -e', 'ls', ...writeAppFiles(appFiles(prompt))].join('\n')
  return { tool: 'bash', arguments: { command } }
}
