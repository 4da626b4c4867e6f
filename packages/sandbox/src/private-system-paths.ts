import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const FOR_ALL = 0o004

interface PrivatePath {
  path: string
  isDirectory: boolean
}

let found: PrivatePath[] | undefined

/** What of /etc is not for everybody's eyes (password hashes, host keys): a sandbox that root starts would see it. */
export function privateSystemPaths(): PrivatePath[] {
  found ??= privateBelow('/etc')
  return found
}

function privateBelow(directory: string): PrivatePath[] {
  return entriesOf(directory).flatMap((entry) => {
    const path = join(directory, entry.name)
    const isDirectory = entry.isDirectory()
    if (!isDirectory && !entry.isFile()) return []
    const isForAll = ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & FOR_ALL) !== 0
    if (!isForAll) return [{ path, isDirectory }]
    return isDirectory ? privateBelow(path) : []
  })
}

/** Empty where this user may not look himself. */
function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch {
    return []
  }
}
