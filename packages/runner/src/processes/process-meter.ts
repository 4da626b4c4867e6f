import { type ProcessEntry, processesSince, residentBytes } from './process-table.ts'

/** Soon after a program starts, then ever less often up to this. */
const FIRST_SAMPLE_MS = 20
const SAMPLE_MS = 250

export interface ProcessFigures {
  cpu_ms: number | null
  peak_memory_bytes: number | null
  /** Why figures are null. */
  unmeasured: string | null
}

interface Program {
  /** Number of its process and of its process group. */
  pid: number
  /** The most processor time that its living processes were seen to have taken, in milliseconds. */
  seenCpuMs: number
  /** What it says itself at its end: exact for all of its processes that were waited for. */
  saidCpuMs: number | undefined
}

/**
 * What the programs of a step take of the machine. Memory is sampled; processor time is what each program's shell says
 * at its end, or, for a program that was killed, what the last sample showed.
 */
export class ProcessMeter {
  readonly #programs: Program[] = []
  readonly #onMemory: (bytes: number) => void
  #peakBytes: number | undefined
  #timer: NodeJS.Timeout | undefined
  #underWay = 0

  /** @param onMemory told the memory that all processes hold together at each sample, in bytes */
  constructor(onMemory: (bytes: number) => void) {
    this.#onMemory = onMemory
  }

  started(pid: number): void {
    this.#programs.push({ pid, seenCpuMs: 0, saidCpuMs: undefined })
    this.#underWay += 1
    clearTimeout(this.#timer)
    this.#sampleAfter(FIRST_SAMPLE_MS)
  }

  /** @param saidCpuMs undefined when the program was killed before it could say */
  ended(pid: number, saidCpuMs: number | undefined): void {
    const program = this.#programs.findLast((known) => known.pid === pid)
    if (program) program.saidCpuMs = saidCpuMs
    this.#underWay -= 1
    if (this.#underWay === 0) clearTimeout(this.#timer)
  }

  /** Looks at the processes now. Without effect where there is no /proc. */
  sample(): void {
    if (process.platform !== 'linux') return
    const first = this.#programs[0]
    if (!first) return
    const table = processesSince(first.pid)
    let bytes = 0
    for (const program of this.#programs) {
      const members = membersOf(program.pid, table)
      if (members.length === 0) continue
      bytes += members.reduce((sum, { pid }) => sum + residentBytes(pid), 0)
      program.seenCpuMs = Math.max(
        program.seenCpuMs,
        members.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      )
    }
    if (bytes === 0) return
    this.#peakBytes = Math.max(this.#peakBytes ?? 0, bytes)
    this.#onMemory(bytes)
  }

  get figures(): ProcessFigures {
    if (this.#programs.length === 0)
      return { cpu_ms: null, peak_memory_bytes: null, unmeasured: 'the step ran no program' }
    const isSampled = process.platform === 'linux'
    const isSaid = this.#programs.every(({ saidCpuMs }) => saidCpuMs !== undefined)
    const cpu = this.#programs.reduce(
      (sum, { seenCpuMs, saidCpuMs = 0 }) => sum + Math.max(seenCpuMs, saidCpuMs),
      0,
    )
    const reasons = [
      ...(isSampled || isSaid ? [] : ['processor time: a program was killed before it could say']),
      ...(isSampled ? [] : ['memory: sampled from /proc, which only Linux has']),
      ...(isSampled && this.#peakBytes === undefined
        ? ['memory: the programs ended before the first sample']
        : []),
    ]
    return {
      cpu_ms: isSampled || isSaid ? cpu : null,
      peak_memory_bytes: this.#peakBytes ?? null,
      unmeasured: reasons.length === 0 ? null : reasons.join('; '),
    }
  }

  #sampleAfter(delay: number): void {
    this.#timer = setTimeout(() => {
      this.sample()
      this.#sampleAfter(Math.min(2 * delay, SAMPLE_MS))
    }, delay).unref()
  }
}

/** A program's processes: its group, and all descendants of those, whatever groups they made. */
function membersOf(group: number, table: readonly ProcessEntry[]): ProcessEntry[] {
  const found = new Map(table.filter((entry) => entry.group === group).map((entry) => [entry.pid, entry]))
  // Parents mostly stand before their children: once through is enough but for numbers that began anew.
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const entry of table) if (found.has(entry.parent)) found.set(entry.pid, entry)
  }
  return [...found.values()]
}
