import { experimentPaths } from '@genai-devbench/store'

/** What an archive says of its files, in the form of coreutils: `sha256sum -c SHA256SUMS` checks it. */
export const CHECKSUMS_FILE = 'SHA256SUMS'

/** What checksums cannot say. */
export const INDEX_FILE = experimentPaths('').archiveIndex
