import { spawnSync } from 'node:child_process'

const PROGRAM = 'unshare'
const ARGS = ['--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

const isAvailable = spawnSync(PROGRAM, [...ARGS, 'true']).status === 0
if (!isAvailable)
  console.log('skipped: that nothing but loopback is needed; this system gives no network namespace')

/** A command as it is run with no network but a loopback of its own; as it is where this system gives no such network. */
export const withOwnNetwork = (command: readonly string[]): readonly string[] =>
  isAvailable ? [PROGRAM, ...ARGS, ...command] : command
