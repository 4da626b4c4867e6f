const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' }
const UNESCAPES = Object.fromEntries(Object.entries(ESCAPES).map(([plain, escaped]) => [escaped, plain]))

/** One line of SHA256SUMS, without its end. A name that would break the line is escaped, which a leading backslash tells. */
export function formatChecksum(path: string, sha256: string): string {
  const escaped = path.replaceAll(/[\\\n\r]/g, (character) => ESCAPES[character] ?? character)
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}`
}

/** undefined for a line that is none. */
export function parseChecksum(line: string): { path: string; sha256: string } | undefined {
  const [, escape, sha256, path] = /^(\\?)([0-9a-f]{64}) [ *](.+)$/s.exec(line) ?? []
  if (sha256 === undefined || path === undefined) return undefined
  const plain =
    escape === '' ? path : path.replaceAll(/\\[\\nr]/g, (sequence) => UNESCAPES[sequence] ?? sequence)
  return { path: plain, sha256 }
}
