import { isUtf8 } from 'node:buffer'
import { type Stats, lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Turns } from '@genai-devbench/files'

export interface Found {
  /** From the root, with forward slashes. */
  path: string
  stats: Stats
}

/**
 * Everything below a directory, a directory before what is in it. Sockets, pipes and devices are passed over: they mean
 * nothing without the program at their other end. Throws where a name is no UTF-8.
 */
export async function walkTree(root: string, inner = '', turns = new Turns()): Promise<Found[]> {
  const names = readdirSync(join(root, inner), 'buffer')
  const found: Found[] = []
  for (const name of names.map((bytes) => decoded(bytes, inner)).toSorted()) {
    const path = inner === '' ? name : `${inner}/${name}`
    const stats = lstatSync(join(root, path))
    if (stats.isDirectory()) found.push({ path, stats }, ...(await walkTree(root, path, turns)))
    else if (stats.isFile() || stats.isSymbolicLink()) found.push({ path, stats })
    await turns.pass()
  }
  return found
}

export function linkTarget(root: string, path: string): string {
  return decoded(readlinkSync(join(root, path), 'buffer'), path)
}

function decoded(bytes: Buffer, where: string): string {
  if (isUtf8(bytes)) return bytes.toString()
  throw new Error(
    `a name in ${where === '' ? 'the directory' : where} is no UTF-8: ${bytes.toString('latin1')}`,
  )
}
