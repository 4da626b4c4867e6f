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
  return errors.map(({ code, pos: [offset], message }) => ({
    offset,
    message: `not valid YAML: ${WORDING[code] ?? message}`,
  }))
}

const WORDING: Readonly<Record<string, string>> = {
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
