import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Content of a file of the project itself; undefined where there is none. A link could lead to files of the user, to what
 * has no end, or to nobody who writes.
 */
export async function contentOf(project: string, name: string): Promise<Buffer | undefined> {
  const file = await open(
    join(project, name),
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  ).catch(() => undefined)
  try {
    return (await file?.stat())?.isFile() ? await file?.readFile() : undefined
  } finally {
    await file?.close()
  }
}
