export { renderChanges } from './render-changes.ts'
export { type WrittenComparison, writeComparison } from './write-comparison.ts'
