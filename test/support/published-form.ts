import { join } from 'node:path'
import { execa } from 'execa'

const CLI = join(import.meta.dirname, '../../packages/cli')

/** Once before all tests: commands in their published form start in a quarter of the time that they take from source. */
export async function setup(): Promise<void> {
  await execa(process.execPath, [join(CLI, 'build.js')])
}

/** Program of a command, as `node` takes it. */
export const publishedBin = (command: string): string => join(CLI, 'dist', `${command}.js`)
