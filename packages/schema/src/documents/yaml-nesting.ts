import type { CST } from 'yaml'

const MAX_DEPTH = 100

/**
 * Whether lists and maps are nested deeper than any of ours. To be asked before the tokens are composed: that recurses,
 * and a stack that is nearly full can end the whole process inside a regular expression.
 */
export function isTooDeep(tokens: readonly CST.Token[]): boolean {
  let level: CST.Token[] = tokens.flatMap((token) =>
    token.type === 'document' && token.value ? [token.value] : [],
  )
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap(collectionsIn)
  }
  return false
}

function collectionsIn(token: CST.Token): CST.Token[] {
  if (!('items' in token)) return []
  return token.items
    .flatMap((item) => ['key' in item ? item.key : undefined, item.value])
    .filter((inner) => inner !== undefined && inner !== null && 'items' in inner)
}
