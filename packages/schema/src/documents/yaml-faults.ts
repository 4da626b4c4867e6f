import { type Document, type YAMLMap, isScalar, visit } from 'yaml'

export interface YamlFault {
  offset: number
  message: string
  hint?: string
}

/** What keeps a document from being plain data, whatever data is expected. */
export function yamlFaults(document: Document.Parsed): YamlFault[] {
  const syntax = syntaxFaults(document)
  return syntax.length > 0 ? syntax : [...tagFaults(document), ...nodeFaults(document)]
}

function syntaxFaults({ errors }: Document.Parsed): YamlFault[] {
  // What follows a bracket that was left open is read as if it stood inside.
  const open = errors.find(({ code }) => code === 'BLOCK_IN_FLOW')
  return errors
    .filter((error) => !open || error === open || error.pos[0] < open.pos[0])
    .map(({ code, pos: [offset], message }) => ({
      offset,
      message: `not valid YAML: ${WORDING[code] ?? WORDING[message] ?? message}`,
    }))
}

/** By the code of a fault, or by its message where the code stands for several. */
const WORDING: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY:
    'a second ": " on one line, or an indentation that fits no line above. Put a text that holds ": " into quotes.',
  BLOCK_IN_FLOW: 'a "[" or "{" above is still open here. Close it, or take it away.',
  'Flow map in block collection must be sufficiently indented and end with a }': 'a "{" above has no "}".',
  'Flow sequence in block collection must be sufficiently indented and end with a ]':
    'a "[" above has no "]".',
  'Implicit map keys need to be followed by map values': 'a key without ": " behind it.',
  MULTIPLE_DOCS: 'a second document begins here. Keep one, without "---" in the middle.',
  NON_STRING_KEY: 'a list or map cannot be a key. Write the key as plain text.',
  TAB_AS_INDENT: 'tabs are not allowed as indentation. Use spaces.',
}

/** The parser would take the value as if the tag were not there. */
function tagFaults({ warnings }: Document.Parsed): YamlFault[] {
  return warnings.map(({ pos: [offset], message }) => ({
    offset,
    message: `${message}.`,
    hint: 'Write the value without a tag.',
  }))
}

function nodeFaults(document: Document): YamlFault[] {
  const faults: YamlFault[] = []
  visit(document, {
    Alias(_key, node) {
      // Of no use in these files, and nested ones can blow a small file up to gigabytes.
      faults.push({
        offset: node.range?.[0] ?? 0,
        message: 'uses a YAML alias (*name), which is not allowed here.',
        hint: 'Write the value out.',
      })
      return visit.BREAK
    },
    Map(_key, node) {
      faults.push(...keyFaults(node))
    },
  })
  return faults
}

function keyFaults(map: YAMLMap): YamlFault[] {
  const seen = new Set<string>()
  return map.items.flatMap(({ key }) => {
    const text = isScalar(key) ? String(key.value) : String(key)
    const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0
    if (text === '__proto__') return [{ offset, message: '"__proto__" cannot be a key.', hint: 'Remove it.' }]
    const isRepeated = seen.has(text)
    seen.add(text)
    return isRepeated
      ? [{ offset, message: `not valid YAML: the key ${JSON.stringify(text)} is there twice. Remove one.` }]
      : []
  })
}
