/**
 * Works on a few items at a time: as many as the system's file operations run beside each other anyway. After a failure no new
 * one is begun; it is thrown once none is under way.
 */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values()
  let failed = false
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (failed) return
      await work(item).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const results = await Promise.allSettled(Array.from({ length: 4 }, worker))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
