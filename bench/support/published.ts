import { build } from 'esbuild'
import { timeProgram } from './timed-program.ts'

const DIST = 'packages/cli/dist'

/** Bundles the command line as it is published. */
export const buildPublished = (): Promise<unknown> => timeProgram(process.execPath, ['packages/cli/build.js'])

export const publishedBin = (command: string): string => `${DIST}/${command}.js`

/** Bundles one program of the bench, so that what it measures runs as it does when published. */
export async function bundle(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
  })
}
