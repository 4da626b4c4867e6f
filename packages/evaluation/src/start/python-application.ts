import type { SourceFile } from '../quality/sources/read-sources.ts'

export interface PythonApplication {
  file: SourceFile
  framework: 'FastAPI' | 'Flask'
  /** Of the application, or of the function that makes it. */
  name: string
  isFactory: boolean
}

const MADE = /^(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*(?:\w+\.)*(\w+)\(/gm
const FACTORY = /^def ((?:create|make|build|get)_(?:app|application|api))\(/gm
const END_OF_FUNCTION = /\n[^\s)#]/
const MAKES = /\b(FastAPI|Flask)\(/
const USUAL_NAME = /^app(lication)?$/

/**
 * The application that a project makes, or else the function that makes one when it is called.
 *
 * @param files those first in which it is looked for first
 */
export function findApplication(files: readonly SourceFile[]): PythonApplication | undefined {
  const factories = files.flatMap(factoriesIn)
  for (const file of files) {
    const made = instancesIn(file, factories)
    // The others are mounted below it.
    const application = made.find(({ name }) => USUAL_NAME.test(name)) ?? made[0]
    if (application) return application
  }
  return factories.find(({ asksFor }) => asksFor === 'nothing')
}

type Factory = PythonApplication & { asksFor: 'nothing' | 'something' }

function instancesIn(file: SourceFile, factories: readonly Factory[]): PythonApplication[] {
  return [...file.text.matchAll(MADE)].flatMap(([, name = '', by = '']) => {
    const framework =
      by === 'FastAPI' || by === 'Flask' ? by : factories.find((factory) => factory.name === by)?.framework
    return framework ? [{ file, framework, name, isFactory: false }] : []
  })
}

function factoriesIn(file: SourceFile): Factory[] {
  return [...file.text.matchAll(FACTORY)].flatMap(({ 0: head, 1: name = '', index }) => {
    const rest = file.text.slice(index + head.length)
    const text = rest.slice(0, END_OF_FUNCTION.exec(rest)?.index)
    const framework = MAKES.exec(text)?.[1] as PythonApplication['framework'] | undefined
    return framework ? [{ file, framework, name, isFactory: true, asksFor: askedBy(text) }] : []
  })
}

/** What a function has to be given. @param text what follows its opening parenthesis */
function askedBy(text: string): Factory['asksFor'] {
  let depth = 0
  let parameter = ''
  for (const character of text) {
    if (depth === 0 && (character === ',' || character === ')')) {
      if (/^\s*\w[^=]*$/.test(parameter)) return 'something'
      if (character === ')') return 'nothing'
      parameter = ''
      continue
    }
    if ('([{'.includes(character)) depth += 1
    if (')]}'.includes(character)) depth -= 1
    parameter += character
  }
  return 'something'
}
