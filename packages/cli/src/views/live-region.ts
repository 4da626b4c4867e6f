import { plainText } from './plain-text.ts'

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
// Too long a line must not wrap, or the region would no longer be as high as it has lines.
const WRAP_OFF = '\x1b[?7l'
const WRAP_ON = '\x1b[?7h'
const CLEAR_BELOW = '\x1b[J'

/** A few lines at the bottom of the terminal that change, below lines that stay. Disposed of, it leaves no trace. */
export class LiveRegion implements Disposable {
  readonly #terminal: NodeJS.WriteStream
  #lines: string[] = []
  #isOpen = true

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal
    terminal.write(HIDE_CURSOR)
    // However the process ends, the cursor comes back.
    process.once('exit', this.#close)
  }

  get columns(): number {
    // 0 in a terminal that does not know its size.
    return this.#terminal.columns || 80
  }

  /** Adds a line that stays. */
  log(line: string): void {
    this.#terminal.write(`${this.#clear()}${plainText(line)}\n${this.#draw()}`)
  }

  update(lines: readonly string[]): void {
    const next = lines.map(plainText)
    if (next.join('\n') === this.#lines.join('\n')) return
    const clear = this.#clear()
    this.#lines = next
    this.#terminal.write(clear + this.#draw())
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#close)
    this.#close()
  }

  readonly #close = (): void => {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#terminal.write(this.#clear() + SHOW_CURSOR)
  }

  #clear(): string {
    const up = this.#lines.length > 1 ? `\x1b[${this.#lines.length - 1}A` : ''
    return `${up}\r${CLEAR_BELOW}`
  }

  #draw(): string {
    return `${WRAP_OFF}${this.#lines.join('\n')}${WRAP_ON}`
  }
}
