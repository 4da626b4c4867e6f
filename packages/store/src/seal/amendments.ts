import { appendJsonLine, readJsonLines } from '@genai-devbench/files'
import { Amendment, type Seal } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'

/** In the order in which they were made. A line that a crash left unusable changed nothing: the change is still undeclared. */
export async function readAmendments({ amendments }: ExperimentPaths): Promise<Amendment[]> {
  const found: Amendment[] = []
  for await (const line of readJsonLines(amendments)) {
    const { data } = Amendment.safeParse(line)
    if (data) found.push(data)
  }
  return found
}

export const appendAmendment = ({ amendments }: ExperimentPaths, amendment: Amendment): Promise<void> =>
  appendJsonLine(amendments, amendment)

/** The files under config/ as they are sealed now, with when and by what. */
export interface SealedFiles {
  since: string
  by: 'first run' | 'amendment'
  sha256: string
  files: Record<string, string>
}

/** What the last amendment sealed; without one, what the first run did. */
export function filesInForce(seal: Seal, amendments: readonly Amendment[]): SealedFiles {
  const last = amendments.at(-1)
  return last
    ? { since: last.amended_at, by: 'amendment', sha256: last.to_config_sha256, files: last.files }
    : { since: seal.sealed_at, by: 'first run', sha256: seal.config_sha256, files: seal.files }
}

/** Paths under config/ that were added, removed or changed, in order. */
export function changedFiles(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): { path: string; change: 'added' | 'removed' | 'changed' }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .toSorted()
    .filter((path) => before[path] !== after[path])
    .map((path) => ({
      path,
      change: before[path] === undefined ? 'added' : after[path] === undefined ? 'removed' : 'changed',
    }))
}
