import type { AppFile } from './app-files.ts'

/** Commands of a shell that write a file: a here-document whose end no content can hold. */
export function writeFile(path: string, lines: readonly string[]): string[] {
  let end = 'END_OF_FILE'
  while (lines.includes(end)) end += '_'
  return [`cat >"${path}" <<'${end}'`, ...lines, end]
}

export const writeAppFiles = (files: readonly AppFile[]): string[] =>
  files.flatMap(({ path, content }) => [
    ...(path.includes('/') ? [`mkdir -p ${path.slice(0, path.lastIndexOf('/'))}`] : []),
    ...writeFile(path, content.replace(/\n$/, '').split('\n')),
  ])
