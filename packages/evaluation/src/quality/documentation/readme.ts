import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Token } from 'marked'

export interface Readme {
  /** Relative to the project. */
  path: string
  text: string
  /** Lines of code blocks, and code inside of lines: what a reader may type. */
  commands: string[]
  /** Where its links and images lead. */
  links: string[]
  /** Whether it says anything besides headings. */
  hasText: boolean
}

const README = /^readme(\.(md|markdown|mdown|rst|txt))?$/i
const LARGEST_BYTES = 1_000_000
const PROMPT = /^\s*([$>%#]|PS>)\s+/

/** The project's README, the one nearest to its root; undefined where there is none. */
export async function readReadme(project: string, files: readonly string[]): Promise<Readme | undefined> {
  const depth = (path: string): number => path.split('/').length
  const path = files
    .filter((file) => README.test(file.split('/').at(-1) ?? ''))
    .toSorted((a, b) => depth(a) - depth(b))[0]
  if (path === undefined || (await stat(join(project, path))).size > LARGEST_BYTES) return undefined
  return parseReadme(path, await readFile(join(project, path), 'utf8'))
}

export async function parseReadme(path: string, text: string): Promise<Readme> {
  const { marked } = await import('marked')
  const readme: Readme = { path, text, commands: [], links: [], hasText: false }
  // Its type allows for visitors that are asynchronous.
  const walkTokens: (tokens: Token[], visit: (token: Token) => void) => unknown = marked.walkTokens
  walkTokens(marked.lexer(text), (token) => {
    if (token.type === 'code' || token.type === 'codespan') {
      const lines = (token.text as string).split('\n')
      readme.commands.push(...lines.map((line) => line.replace(PROMPT, '').trim()))
    }
    if (token.type === 'link' || token.type === 'image') readme.links.push(token.href as string)
    if (token.type === 'paragraph' || token.type === 'list' || token.type === 'table') readme.hasText = true
  })
  return readme
}
