export interface InterruptSignal extends Disposable {
  signal: AbortSignal
}

/** Aborted by the first Ctrl-C or SIGTERM, which then leaves time to stop cleanly; the second ends the process at once. */
export function interruptSignal(): InterruptSignal {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130)
    process.stderr.write('\nStopping: ending the run under way (Ctrl-C again ends at once).\n')
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
