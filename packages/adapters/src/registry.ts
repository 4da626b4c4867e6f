import { readdirSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError, availableHint } from '@genai-devbench/schema'
import type { Adapter } from './contract.ts'

const FOLDER = new URL('./frameworks/', import.meta.url)
// Source runs as .ts, the published form as .js.
const ENDING = extname(fileURLToPath(import.meta.url))

/** The registry is the list of folders: adding a framework is adding one. */
export const adapterIds = (): string[] =>
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()

/** Loads one adapter. UserError when there is none of that id. */
export async function loadAdapter(id: string): Promise<Adapter> {
  if (!adapterIds().includes(id)) {
    throw new UserError('unknown_framework', `There is no framework "${id}".`, {
      hint: availableHint(id, adapterIds()),
    })
  }
  const { adapter } = (await import(new URL(`${id}/adapter${ENDING}`, FOLDER).href)) as { adapter: Adapter }
  return adapter
}
