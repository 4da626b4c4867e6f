import { setPriority } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { measureQuality } from '../measure-quality.ts'
import type { QualityAnswer, QualityMessage, QualityRequest } from './messages.ts'

/** Behind the frameworks that are measured meanwhile, before the programs of projects, which have 10. */
const NICENESS = 5

const underWay = new Map<number, AbortController>()

process.on('message', ({ id, request }: QualityMessage) => {
  if (request === null) underWay.get(id)?.abort()
  else void answer(id, request)
})

async function answer(id: number, { project, ...options }: QualityRequest): Promise<void> {
  const controller = new AbortController()
  underWay.set(id, controller)
  const result = await measureQuality(project, { ...options, signal: controller.signal }).then(
    (report): QualityAnswer => ({ id, report }),
    (error: Error): QualityAnswer => ({ id, fault: error.message }),
  )
  underWay.delete(id)
  if (process.connected) process.send?.(result)
  else leaveWhenIdle()
}

// Whoever asked has ended, in whatever way.
process.on('disconnect', () => {
  for (const controller of underWay.values()) controller.abort()
  leaveWhenIdle()
})

function leaveWhenIdle(): void {
  if (underWay.size === 0) process.exit()
}

setPriority(NICENESS)
// The analysers are WebAssembly that runs for tenths of a second: V8's second compiler would take four seconds of a
// processor to make it faster.
setFlagsFromString('--liftoff-only')
