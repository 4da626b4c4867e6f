import { existsSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { fileTreeHash, sha256 } from '@genai-devbench/files'
import type { Step } from '@genai-devbench/schema'

/** The acceptance checks of an experiment. */
export interface CheckFiles {
  /** Where they are; it need not be there. */
  directory: string
  /** Over everything in the directory. */
  sha256: string
  /** The enabled steps in the order in which they run, with the file of their checks where there is one. */
  steps: readonly { id: number; name: string; file: string | undefined }[]
  /** What reads the data that the checks leave, where there is one. */
  dataFile: string | undefined
}

/** Finds the checks of each enabled step: those in the file that is named like its prompt. */
export async function findCheckFiles(directory: string, steps: readonly Step[]): Promise<CheckFiles> {
  const present = (name: string): string | undefined => {
    const path = join(directory, name)
    return existsSync(path) ? path : undefined
  }
  return {
    directory,
    sha256: existsSync(directory) ? await fileTreeHash(directory) : sha256(''),
    steps: steps
      .filter(({ enabled }) => enabled)
      .map(({ id, name, prompt_file }) => ({
        id,
        name,
        file: present(`${basename(prompt_file, extname(prompt_file))}.test.mjs`),
      })),
    dataFile: present('data.mjs'),
  }
}
