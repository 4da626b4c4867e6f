import type { SourceFile } from '../sources/read-sources.ts'
import { type Node, withSyntax } from '../sources/syntax.ts'
import { isDocstring } from '../sources/tokens.ts'
import { lineOf } from '../sources/walk.ts'

/** A function, method or class that others may use. */
export interface PublicName {
  path: string
  line: number
  name: string
  hasDocstring: boolean
}

const FUNCTIONS = new Set(['function_definition', 'function_declaration', 'generator_function_declaration'])
const CLASSES = new Set(['class_definition', 'class_declaration', 'abstract_class_declaration'])
const WRAPPERS = new Set(['export_statement', 'decorated_definition'])
const FUNCTION_VALUES = new Set(['arrow_function', 'function_expression', 'generator_function'])

/**
 * The public functions, methods and classes of a file: at its top level or in a class that is, with a name that does not
 * begin with `_` or `#`. Constructors are described by their class.
 */
export function publicNames({ path, language, text }: SourceFile): Promise<PublicName[]> {
  return withSyntax(language, text, (root) =>
    childrenOf(root)
      .flatMap(definitionsIn)
      .map(({ definition, name }) => ({
        path,
        line: lineOf(definition),
        name,
        hasDocstring: isDocumented(definition),
      })),
  )
}

interface Definition {
  definition: Node
  name: string
}

function definitionsIn(node: Node): Definition[] {
  if (WRAPPERS.has(node.type)) return childrenOf(node).flatMap(definitionsIn)
  if (node.type === 'lexical_declaration') return childrenOf(node).flatMap(functionVariable)
  const name = node.childForFieldName('name')?.text ?? ''
  const isClass = CLASSES.has(node.type)
  if ((!isClass && !FUNCTIONS.has(node.type) && node.type !== 'method_definition') || !isPublic(name))
    return []
  const members = isClass ? childrenOf(node.childForFieldName('body')).flatMap(definitionsIn) : []
  return [{ definition: node, name }, ...members]
}

function functionVariable(declarator: Node): Definition[] {
  const [name, value] = [declarator.childForFieldName('name')?.text, declarator.childForFieldName('value')]
  if (name === undefined || value === null || !FUNCTION_VALUES.has(value.type) || !isPublic(name)) return []
  return [{ definition: declarator, name }]
}

const isPublic = (name: string): boolean => name !== '' && !/^[_#]/.test(name) && name !== 'constructor'

function isDocumented(definition: Node): boolean {
  if (definition.type.endsWith('_definition') && definition.type !== 'method_definition') {
    return childrenOf(definition.childForFieldName('body')).some(isDocstring)
  }
  return hasJsDoc(definition)
}

/** Whether a comment of JSDoc stands before a definition, or before the statement it is in. */
function hasJsDoc(definition: Node): boolean {
  const before = definition.previousNamedSibling
  if (before?.type === 'comment') return before.text.startsWith('/**')
  const { parent } = definition
  return parent !== null && before === null && /statement|declaration/.test(parent.type) && hasJsDoc(parent)
}

const childrenOf = (node: Node | null): Node[] =>
  node?.namedChildren.filter((child): child is Node => child !== null) ?? []
