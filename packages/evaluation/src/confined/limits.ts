import type { Room } from '@genai-devbench/sandbox'

const MIB = 2 ** 20
const LOOK_EVERY_MS = 20
/** What counts as a full disk: programs stop writing a little before the last byte. */
const FULL = 0.98

/** What all programs of a place may hold together. */
export interface PlaceLimits {
  memoryBytes: number
  /** Processes and threads. */
  tasks: number
  /** Files of the place, which are held in memory. */
  diskBytes: number
}

export const PLACE_LIMITS: PlaceLimits = { memoryBytes: 2048 * MIB, tasks: 512, diskBytes: 1024 * MIB }

export interface LimitsWatch extends Disposable {
  /** The limit that was broken. */
  breach(): string | undefined
}

/** Looks at a room until it is disposed of, and ends all that is in it when it holds too much. */
export function holdLimits(room: Room, { memoryBytes, tasks, diskBytes }: PlaceLimits): LimitsWatch {
  let breach: string | undefined
  const timer = setInterval(() => {
    // First and by itself: while somebody starts processes without end, there is time for nothing else.
    const tooMany = room.processes() > tasks
    if (tooMany) room.end()
    const usage = tooMany ? { tasks: Infinity, memoryBytes: 0, diskBytes: 0 } : room.usage()
    if (usage === undefined) return
    breach ??=
      usage.tasks > tasks
        ? `more than ${tasks} processes and threads at once`
        : usage.memoryBytes > memoryBytes
          ? `more than ${memoryBytes / MIB} MiB of memory`
          : usage.diskBytes > diskBytes * FULL
            ? `more than ${diskBytes / MIB} MiB of files`
            : undefined
    if (breach !== undefined) room.end()
  }, LOOK_EVERY_MS)
  timer.unref()
  return { breach: () => breach, [Symbol.dispose]: () => clearInterval(timer) }
}
