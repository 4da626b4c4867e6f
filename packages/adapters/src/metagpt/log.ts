/** One entry of MetaGPT's log, as it prints it on stderr. */
export interface Entry {
  level: string
  /** `module:function` */
  where: string
  /** Lines that follow an entry are its own. */
  message: string
}

const START = /^(?=\d{4}-\d\d-\d\d [\d:.]+ \| )/m
const ENTRY = /^\S+ \S+ \| (\w+) *\| ([\w.]+:\w+):\d+ - ([^]*)$/

export function entriesOf(log: string): Entry[] {
  return log.split(START).flatMap((text) => {
    const [, level, where, message] = ENTRY.exec(text) ?? []
    return level !== undefined && where !== undefined && message !== undefined
      ? [{ level, where, message: message.trimEnd() }]
      : []
  })
}

/** The last exception that is told, without those that only say that all tries were in vain. */
export function exceptionIn(log: string): string | undefined {
  const told = log.match(/^(?:\w+\.)*\w*(?:Error|Exception)\b(?::.*)?$/gm) ?? []
  return told.findLast((line) => !line.startsWith('tenacity.'))?.slice(0, 500)
}
