export interface InterruptSignal extends Disposable {
  signal: AbortSignal
}

/** SIGHUP: the terminal was closed. */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Aborted by the first Ctrl-C, SIGTERM or loss of the terminal, which leaves time to stop cleanly; the second Ctrl-C
 * ends the process at once. `say` tells the user.
 */
export function interruptSignal(
  say = (line: string): void => void process.stderr.write(`\n${line}\n`),
): InterruptSignal {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      // Only a person asks twice; a closed terminal may be told more than once.
      if (signal === 'SIGINT') process.exit(130)
      return
    }
    say('Stopping: ending what is under way (Ctrl-C again ends at once).')
    controller.abort()
  }
  // Whoever read the output is gone (`run-experiment ... | head`).
  const stopUnheard = (): void => controller.abort()
  for (const signal of STOPPING) process.on(signal, stop)
  process.stdout.on('error', stopUnheard)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const signal of STOPPING) process.off(signal, stop)
      process.stdout.off('error', stopUnheard)
    },
  }
}
