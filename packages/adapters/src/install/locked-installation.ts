import { mkdir, rm } from 'node:fs/promises'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress, Installation } from '../contract.ts'
import {
  type InstalledLock,
  loadLock,
  lockFile,
  missingParts,
  versionsOf,
  writeLock,
} from './installed-lock.ts'
import { type PythonRange, rangeText } from '../python/find-python.ts'

export interface Recipe {
  /** Begins a sentence on what is not installed: `MetaGPT is`. */
  subject: string
  parts: Installation['parts']
  python?: PythonRange
  checkout?: Installation['checkout']
  /** Makes everything anew in a directory that is there. Gives what else belongs into the lock. */
  make(dir: string, progress: InstallProgress): Promise<Omit<InstalledLock, 'parts'>>
  /** What is wrong with an installation whose lock names the right parts, in sentences. */
  faults(dir: string, lock: InstalledLock): Promise<string[]>
}

/** An installation that counts from the moment its lock is written, which is when all of it is there. */
export function lockedInstallation({ subject, parts, python, checkout, make, faults }: Recipe): Installation {
  const check = async (dir: string): Promise<string[]> => {
    const lock = await loadLock(dir)
    const missing = missingParts(lock, parts, subject)
    return !lock || missing.length > 0 ? missing : faults(dir, lock)
  }
  return {
    parts,
    ...(python && { python: rangeText(python) }),
    ...(checkout && { checkout }),
    check,
    async install(dir, progress) {
      if ((await check(dir)).length === 0) return progress.report('Everything is installed already.')
      // First, so that a crash from here on is seen.
      await rm(lockFile(dir), { force: true })
      await mkdir(dir, { recursive: true })
      await writeLock(dir, { parts: versionsOf(parts), ...(await make(dir, progress)) })
      const left = await check(dir)
      if (left.length === 0) return
      await rm(lockFile(dir), { force: true })
      throw new UserError('install_failed', left.join(' '))
    },
  }
}
