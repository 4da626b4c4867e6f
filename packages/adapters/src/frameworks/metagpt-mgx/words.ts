import { entriesOf } from '../../metagpt/log.ts'

/**
 * Answers in which there should have been a block and was none. MetaGPT says so in its log, with the answer in the entry
 * after that, and takes the whole of it for what it asked for.
 */
export function answersWithoutBlock(log: string): ReadonlySet<string> {
  const entries = entriesOf(log).filter(({ where }) => where === 'metagpt.utils.common:parse_code')
  return new Set(
    entries.flatMap(({ message }, index) =>
      message.endsWith(' not match following text:') ? [entries[index + 1]?.message.trim() ?? ''] : [],
    ),
  )
}
