import { readFileSync } from 'node:fs'

/** How many steps under way were given each processor. */
const holders = new Map<number, number>()

/** Numbers of the processors that this process may use. Linux only. */
export function allowedProcessors(): number[] {
  const [, list = ''] =
    /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? []
  return list.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

/** Takes the processors that the fewest steps hold, until it is disposed of. */
export function holdProcessors(count: number): { numbers: number[] } & Disposable {
  const held = (processor: number): number => holders.get(processor) ?? 0
  const numbers = allowedProcessors()
    .toSorted((a, b) => held(a) - held(b))
    .slice(0, count)
  for (const processor of numbers) holders.set(processor, held(processor) + 1)
  return {
    numbers,
    [Symbol.dispose]() {
      for (const processor of numbers) holders.set(processor, held(processor) - 1)
    },
  }
}
