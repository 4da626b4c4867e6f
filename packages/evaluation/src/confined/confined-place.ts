import { lstat, mkdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { makeTemporaryDirectory, removeTree } from '@genai-devbench/files'
import { copyTree } from '@genai-devbench/history'
import { type ProgramCall, type Room, confine, openRoom } from '@genai-devbench/sandbox'
import { type LimitsWatch, type PlaceLimits, PLACE_LIMITS, holdLimits } from './limits.ts'
import { programPath } from './program-path.ts'
import { type ProgramResult, type RunningProgram, killedProgram, startProgram } from './running-program.ts'

const SHARED_MEMORY_BYTES = 64 * 2 ** 20

/** A program of generated code, or one that looks at such code. Paths are those inside the place. */
export interface ConfinedProgram {
  file: string
  args: readonly string[]
  /** Default: an empty directory of its own. */
  cwd?: string
  /** Added to PATH, HOME, TMPDIR and LANG, which is all there is otherwise. */
  env?: Readonly<Record<string, string>>
  /** Directories whose programs come first: the bin directory of a venv. */
  path?: readonly string[]
  /** Directories it may change besides /tmp. Default: cwd. */
  writable?: readonly string[]
  /** Files and directories it may read besides. */
  readable?: readonly string[]
  /** What it reads on its stdin before that ends. */
  input?: string
  timeoutMs: number
  /** Collects what it writes to descriptor 3. */
  report?: boolean
}

export interface PlaceOptions {
  /** `none`: programs may do what this process may do, and of the limits only the times are held. */
  isolation: 'bwrap' | 'none'
  limits?: PlaceLimits
  /** Directories that no program may see, wherever they lie. */
  hidden?: readonly string[]
  /** Ends everything in the place. */
  signal?: AbortSignal
  /** A variable by which programs are found that a killed process left; in a sandbox there are none. */
  mark?: Readonly<Record<string, string>>
}

interface Contents {
  room: Room | undefined
  limits: PlaceLimits
  hidden: readonly string[]
  signal: AbortSignal | undefined
  mark: Readonly<Record<string, string>>
}

/** Opens a place. Throws an Error that says why where there is no sandbox. */
export async function openConfinedPlace({
  isolation,
  limits = PLACE_LIMITS,
  hidden = [],
  signal,
  mark = {},
}: PlaceOptions): Promise<ConfinedPlace> {
  const directory = await makeTemporaryDirectory('evaluation')
  try {
    const { diskBytes, tasks: maxTasks } = limits
    const room = isolation === 'none' ? undefined : await openRoom({ directory, diskBytes, maxTasks })
    return new ConfinedPlace(directory, { room, limits, hidden, signal, mark })
  } catch (error) {
    await removeTree(directory)
    throw error
  }
}

/**
 * Where generated programs are run: a directory and a network that they share among each other and with nobody else.
 * Everything that was started in it ends with it.
 */
export class ConfinedPlace implements AsyncDisposable {
  /** Absolute path, for programs. */
  readonly directory: string
  readonly #room: Room | undefined
  readonly #watch: LimitsWatch | undefined
  readonly #hidden: readonly string[]
  readonly #signal: AbortSignal | undefined
  readonly #mark: Readonly<Record<string, string>>
  readonly #running = new Set<RunningProgram>()
  #started = 0

  constructor(directory: string, { room, limits, hidden, signal, mark }: Contents) {
    this.directory = directory
    this.#room = room
    this.#watch = room && holdLimits(room, limits)
    this.#hidden = hidden
    this.#signal = signal
    this.#mark = room ? {} : mark
    signal?.addEventListener('abort', this.#end)
    if (signal?.aborted) this.#end()
  }

  /** Where this process reaches a path of the place. What programs leave there may be links to anywhere. */
  outside(path: string): string {
    return this.#room?.outside(path) ?? path
  }

  /** Whether a path of the place leads through a link, which for this process may lead anywhere. */
  async hasLink(path: string): Promise<boolean> {
    const names = relative(this.directory, path).split(sep)
    for (const [index] of names.entries()) {
      const part = join(this.directory, ...names.slice(0, index + 1))
      const stats = await lstat(this.outside(part)).catch(() => undefined)
      if (stats?.isSymbolicLink()) return true
    }
    return false
  }

  /** Copies a tree into the place; its path there. */
  async bring(source: string, name: string): Promise<string> {
    const target = join(this.directory, name)
    await copyTree(source, this.outside(target))
    return target
  }

  /** Runs a program to its end. */
  async run(program: ConfinedProgram): Promise<ProgramResult> {
    return (await this.start(program)).ended
  }

  /** In a place that was ended, a program ends at once. */
  async start(program: ConfinedProgram): Promise<RunningProgram> {
    if (this.isOver()) return killedProgram()
    this.#started += 1
    const temporary = join(this.directory, `tmp-${this.#started}`)
    try {
      await mkdir(this.outside(temporary), { recursive: true })
    } catch (error) {
      if (this.isOver()) return killedProgram()
      throw error
    }
    const running = startProgram(this.#callOf(program, temporary), {
      // Inside of a sandbox confine sees to it.
      cwd: this.#room ? '/' : (program.cwd ?? temporary),
      env: {
        PATH: await programPath(program.path),
        LANG: 'C.UTF-8',
        // Inside of a sandbox that is the directory of this program alone.
        HOME: this.#room ? '/tmp' : temporary,
        TMPDIR: this.#room ? '/tmp' : temporary,
        ...program.env,
        ...this.#mark,
      },
      timeoutMs: program.timeoutMs,
      report: program.report ?? false,
      ...(program.input !== undefined && { input: program.input }),
    })
    this.#running.add(running)
    void running.ended.then(() => this.#running.delete(running))
    return running
  }

  #callOf({ file, args, cwd, writable, readable = [] }: ConfinedProgram, temporary: string): ProgramCall {
    if (!this.#room) return { file, args }
    const confinement = {
      cwd: cwd ?? '/tmp',
      writable: writable ?? (cwd === undefined ? [] : [cwd]),
      readable,
      hidden: this.#hidden,
      temporary,
      sharedMemoryBytes: SHARED_MEMORY_BYTES,
    }
    return this.#room.enter(confine({ file, args }, confinement))
  }

  /** Why everything in the place was ended; undefined while its limits are kept. */
  breach(): string | undefined {
    return this.#watch?.breach()
  }

  /** Whether everything in the place was ended before its time. */
  isOver(): boolean {
    return this.breach() !== undefined || this.#signal?.aborted === true
  }

  readonly #end = (): void => {
    this.#room?.end()
    for (const running of this.#running) void running.stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#end)
    this.#watch?.[Symbol.dispose]()
    await Promise.all([...this.#running].map((running) => running.stop()))
    await this.#room?.[Symbol.asyncDispose]()
    await removeTree(this.directory)
  }
}
