import { timeProgram } from './timed-program.ts'

const DIST = 'packages/cli/dist'

/** Bundles the command line as it is published. */
export const buildPublished = (): Promise<unknown> => timeProgram(process.execPath, ['packages/cli/build.js'])

export const publishedBin = (command: string): string => `${DIST}/${command}.js`
