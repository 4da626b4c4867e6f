import { entriesOf } from '../../metagpt/log.ts'

/**
 * Whether the engineer wrote files and none of the answers held a block of code. MetaGPT then says so in its log, takes
 * the words for the code and goes on.
 */
export function isAllWords(log: string): boolean {
  const files: { hasCode: boolean }[] = []
  for (const { level, where, message } of entriesOf(log)) {
    if (where === 'metagpt.actions.write_code:run' && message.startsWith('Writing '))
      files.push({ hasCode: true })
    const file = files.at(-1)
    if (file && level === 'ERROR' && where === 'metagpt.utils.common:parse_code') file.hasCode = false
  }
  return files.length > 0 && files.every(({ hasCode }) => !hasCode)
}
