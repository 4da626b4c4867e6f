import { lstat, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasEnded, machineId, startOf } from '../process-identity.ts'
import { removeTree } from './remove-tree.ts'
import { sha256 } from '../sha256.ts'

const NAME = /^devbench-[a-z]+-(?<pid>\d+)-(?<started>\d*)-(?<machine>[0-9a-f]{8})-\w+$/

let removed: Promise<void> | undefined

/**
 * Makes a directory in the system's place for temporary files; its path, which names its purpose and this process. Whoever asks
 * for it removes it. Before a process gets its first one, those that killed processes left are removed.
 *
 * @param purpose small letters alone
 */
export async function makeTemporaryDirectory(purpose: string): Promise<string> {
  await (removed ??= removeAbandoned(tmpdir()))
  const maker = `${process.pid}-${startOf(process.pid) ?? ''}-${machineTag()}`
  return mkdtemp(join(tmpdir(), `devbench-${purpose}-${maker}-`))
}

/** Of this machine's processes and this user alone. What cannot be removed is left to the next one. */
export async function removeAbandoned(directory: string): Promise<void> {
  const here = machineTag()
  for (const name of await readdir(directory).catch(() => [])) {
    const maker = NAME.exec(name)?.groups
    if (maker?.['machine'] !== here) continue
    if (!hasEnded(Number(maker['pid']), maker['started'] || null)) continue
    const path = join(directory, name)
    const stats = await lstat(path).catch(() => undefined)
    if (stats?.isDirectory() === true && stats.uid === process.getuid?.())
      await removeTree(path).catch(() => {})
  }
}

/** Short, since paths of sockets must be. */
const machineTag = (): string => sha256(machineId() ?? '').slice(0, 8)
