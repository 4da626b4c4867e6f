export { type ConfigSetListing, findConfigSet, listConfigSets } from './discover.ts'
export { type ConfigSet, loadConfigSet } from './load-config-set.ts'
