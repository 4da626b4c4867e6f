export { type Confinement, type ProgramCall, confine, hasStarted } from './bubblewrap.ts'
export { type BubblewrapProbe, INSTALL_HINT, probeBubblewrap } from './probe.ts'
export { findProgram } from './find-program.ts'
export { type Room, openRoom } from './room.ts'
