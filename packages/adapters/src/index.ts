export * from './contract.ts'
export { installDir } from './install-dir.ts'
export { adapterIds, loadAdapter } from './registry.ts'
