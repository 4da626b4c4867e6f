import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Language, languageOf } from './languages.ts'
import { projectFiles } from './project-files.ts'
import { isTest } from './tests-of-project.ts'

export interface SourceFile {
  /** Relative to the project. */
  path: string
  language: Language
  text: string
}

export interface Sources {
  /** All files of the project that are its own, relative to it. */
  files: string[]
  /** Code, without the tests. */
  code: SourceFile[]
  tests: SourceFile[]
  /** Number of files of code that are not measured (their language, or too large), by extension. */
  unmeasured: Record<string, number>
}

/** A larger file is data or was made by a program, whatever its name says. */
const LARGEST_BYTES = 256 * 1024
/** What an analyser reads of one project. */
const MOST_BYTES = 4 * 2 ** 20

/** The code of a project: without dependencies, hidden directories and what programs made (see `projectFiles`). */
export async function readSources(project: string): Promise<Sources> {
  const files = await projectFiles(project)
  const sources: Sources = { files, code: [], tests: [], unmeasured: {} }
  let read = 0
  for (const path of files) {
    const language = languageOf(path)
    if (language === undefined) continue
    const file = join(project, path)
    const { size } = await stat(file)
    if (language === null || size > LARGEST_BYTES || read + size > MOST_BYTES) {
      const extension = path.slice(path.lastIndexOf('.'))
      sources.unmeasured[extension] = (sources.unmeasured[extension] ?? 0) + 1
    } else {
      read += size
      const list = isTest(path) ? sources.tests : sources.code
      list.push({ path, language, text: await readFile(file, 'utf8') })
    }
  }
  return sources
}
