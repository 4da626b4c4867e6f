import { join } from 'node:path'
import { makeDirectory, writeFileAtomic } from '@genai-devbench/files'

/** Contents by file name; those still being made are waited for in their turn. */
export type Files = Record<string, string | Uint8Array | Promise<Uint8Array>>

export async function writeFiles(directory: string, files: Files): Promise<void> {
  await makeDirectory(directory)
  for (const [name, content] of Object.entries(files))
    await writeFileAtomic(join(directory, name), await content)
}
