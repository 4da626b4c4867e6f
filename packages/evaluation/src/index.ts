export {
  type ConfinedPlace,
  type ConfinedProgram,
  type PlaceOptions,
  openConfinedPlace,
} from './confined/confined-place.ts'
export { type PlaceLimits, PLACE_LIMITS } from './confined/limits.ts'
export type { ProgramResult, RunningProgram } from './confined/running-program.ts'
