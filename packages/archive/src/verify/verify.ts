import { UserError } from '@genai-devbench/schema'
import { archiveDamage, archiveEntries } from '../entries/archive-entries.ts'
import { directoryEntries } from '../entries/directory-entries.ts'
import { checkChecksums } from './check-checksums.ts'
import { checkRecordings } from './check-recordings.ts'
import { checkRuns } from './check-runs.ts'
import { checkSeal } from './check-seal.ts'
import { type Difference, Findings } from './findings.ts'
import { type Inventory, takeInventory } from './inventory.ts'

export interface Verification {
  /** Whether it is or was archived, so that every file has a checksum to be compared with. */
  archived: boolean
  /** Files that are there, and how many of them could be compared with anything. */
  files: number
  checked: number
  /** By path; empty when all is as it should be. */
  differences: Difference[]
}

/**
 * Checks an experiment's directory: against its SHA256SUMS if it was archived, and what its files say about each
 * other: seal and config/, journal and run records, records and call logs, recordings and their names.
 */
export const verifyDirectory = async (root: string): Promise<Verification> =>
  assess(await takeInventory(directoryEntries(root)))

/**
 * Checks an archive in the same way, without unpacking it.
 * @throws UserError when the file is no archive of an experiment
 */
export async function verifyArchive(file: string): Promise<Verification> {
  try {
    const inventory = await takeInventory(archiveEntries(file))
    if (inventory.claims.checksums === undefined) throw notOurs(file)
    return assess(inventory)
  } catch (error) {
    const detail = archiveDamage(error)
    if (detail === undefined) throw error
    return { archived: true, files: 0, checked: 0, differences: [{ path: file, fault: 'damaged', detail }] }
  }
}

function assess(inventory: Inventory): Verification {
  const { things, claims } = inventory
  const findings = new Findings()
  checkChecksums(inventory, findings)
  for (const [path, fault] of claims.unreadable) findings.add(path, 'damaged', fault)
  checkSeal(inventory, findings)
  checkRuns(inventory, findings)
  checkRecordings(inventory, findings)
  const files = [...things].filter(([, { kind }]) => kind === 'file').map(([path]) => path)
  return {
    archived: claims.checksums !== undefined,
    files: files.length,
    checked: files.filter((path) => findings.isChecked(path)).length,
    differences: findings.differences,
  }
}

const notOurs = (file: string): UserError =>
  new UserError('not_an_archive', `${file} is no archive of an experiment: it holds no SHA256SUMS.`, {
    hint: 'Name a file that `devbench experiment archive` made.',
  })
