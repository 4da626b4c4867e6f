import { type Document, type Node, type Pair, type YAMLMap, isMap, isNode, isScalar, isSeq } from 'yaml'

export type Path = readonly PropertyKey[]

/** Where things stand in a YAML document, as offsets into its text. What is not there stands where its parent does. */
export interface DocumentPositions {
  /** Of a value; of its key where the value begins below it. */
  ofValue(path: Path): number
  ofKey(path: Path): number
}

export function documentPositions(document: Document): DocumentPositions {
  const pairs = new WeakMap<YAMLMap, Map<string, Pair>>()

  function pairAt(map: YAMLMap, key: PropertyKey): Pair | undefined {
    let byKey = pairs.get(map)
    if (!byKey)
      pairs.set(
        map,
        (byKey = new Map(
          map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : String(pair.key), pair]),
        )),
      )
    return byKey.get(String(key))
  }

  function walk(path: Path): { offset: number; keyOffset: number } {
    let node: unknown = document.contents
    let offset = startOf(node) ?? 0
    let keyOffset = offset
    for (const key of path) {
      const pair = isMap(node) ? pairAt(node, key) : undefined
      const next = pair ? pair.value : isSeq(node) ? node.items[Number(key)] : undefined
      if (!pair && next === undefined) break
      node = next
      keyOffset = startOf(pair?.key) ?? startOf(next) ?? offset
      offset = isBlock(next) ? keyOffset : (startOf(next) ?? keyOffset)
    }
    return { offset, keyOffset }
  }

  return { ofValue: (path) => walk(path).offset, ofKey: (path) => walk(path).keyOffset }
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)

const isBlock = (node: unknown): node is Node => (isMap(node) || isSeq(node)) && !node.flow
