/** One entry of MetaGPT's log, as it prints it on stderr. */
interface Entry {
  level: string
  /** `module:function` */
  where: string
  message: string
}

const ENTRY = /^\d{4}-\d\d-\d\d [\d:.]+ \| (\w+) *\| ([\w.]+:\w+):\d+ - (.*)$/gm

function entriesOf(log: string): Entry[] {
  return [...log.matchAll(ENTRY)].map(([, level = '', where = '', message = '']) => ({
    level,
    where,
    message,
  }))
}

/** The last exception that is told, without those that only say that all tries were in vain. */
export function exceptionIn(log: string): string | undefined {
  const told = log.match(/^(?:\w+\.)*\w*(?:Error|Exception)\b(?::.*)?$/gm) ?? []
  return told.findLast((line) => !line.startsWith('tenacity.'))?.slice(0, 500)
}

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
