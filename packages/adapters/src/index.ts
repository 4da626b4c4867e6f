export * from './contract.ts'
export { installDir } from './install-dir.ts'
export { installFramework, removeFramework, sourceVariable } from './install-framework.ts'
export { adapterIds, loadAdapter } from './registry.ts'
