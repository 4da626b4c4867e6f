import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runPool } from '@genai-devbench/history'
import type { CheckName } from '@genai-devbench/schema'
import { type PlaceOptions, openConfinedPlace } from '../confined/confined-place.ts'
import type { CheckFiles } from './check-files.ts'
import { runCheckFile } from './run-check-file.ts'

/** Port 9 (discard): nothing listens there. */
const NOBODY = 'http://127.0.0.1:9'

/**
 * The titles of all checks of all enabled steps, found by running them where nothing answers.
 * Throws an Error that names a file that holds no check.
 */
export async function findKnownChecks(
  { directory, steps }: CheckFiles,
  placeOptions: PlaceOptions,
  timeoutMs: number,
): Promise<CheckName[]> {
  const files = steps.flatMap(({ id, file }) => (file === undefined ? [] : [{ id, file }]))
  if (files.length === 0) return []
  await using place = await openConfinedPlace(placeOptions)
  const projectDir = join(place.directory, 'nothing')
  await mkdir(place.outside(projectDir))
  const titles = new Map<number, string[]>()
  await runPool(files, availableParallelism(), undefined, async ({ id, file }) => {
    const { checks, fault } = await runCheckFile(place, {
      file,
      directory,
      baseUrl: NOBODY,
      projectDir,
      seed: 0,
      path: [],
      readable: [],
      timeoutMs,
    })
    if (checks.length === 0)
      throw new Error(`${file} holds no check that can be run${fault ? `: ${fault}` : ''}`)
    titles.set(
      id,
      checks.map(({ title }) => title),
    )
  })
  return files.flatMap(({ id }) => (titles.get(id) ?? []).map((title) => ({ step: id, title })))
}
