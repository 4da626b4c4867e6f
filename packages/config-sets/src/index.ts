export { type ConfigSetListing, configSetNames, findConfigSet, listConfigSets } from './discover.ts'
export { type ConfigSet, loadConfigSet } from './load-config-set.ts'
