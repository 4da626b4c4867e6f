export { CHECKSUMS_FILE } from './own-files.ts'
export { type WrittenArchive, writeArchive } from './write/write-archive.ts'
export type { Difference } from './verify/findings.ts'
export { type Verification, verifyArchive, verifyDirectory } from './verify/verify.ts'
