import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Turns } from '../turns.ts'

/** Paths of all files and links below a directory, with forward slashes, sorted by code unit. */
export async function filesBelow(root: string): Promise<string[]> {
  const turns = new Turns()
  const found: string[] = []
  const dirs = ['']
  for (const dir of dirs) {
    for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
      const path = dir === '' ? entry.name : `${dir}/${entry.name}`
      if (entry.isDirectory()) dirs.push(path)
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(path)
    }
    await turns.pass()
  }
  return found.toSorted()
}
