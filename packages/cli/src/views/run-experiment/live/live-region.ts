import stringWidth from 'string-width'

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
const CLEAR_BELOW = '\x1b[J'
// Terminals that know it show all that is between at once, so that nothing flickers; the others pass over it.
const BEGIN_TOGETHER = '\x1b[?2026h'
const END_TOGETHER = '\x1b[?2026l'

/** A few lines at the bottom of the terminal that change, below lines that stay. Disposed of, it leaves no trace. */
export class LiveRegion implements Disposable {
  readonly #terminal: NodeJS.WriteStream
  #lines: readonly string[] = []
  #isOpen = true

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal
    terminal.write(HIDE_CURSOR)
    // However the process ends, the cursor comes back.
    process.once('exit', this.#close)
  }

  // 0 in a terminal that does not know its size.
  get columns(): number {
    return this.#terminal.columns || 80
  }

  get rows(): number {
    return this.#terminal.rows || 24
  }

  /** Adds a text that stays, of one line or more, and draws what changes anew. */
  log(text: string, lines: readonly string[]): void {
    this.#draw(`${text}\n`, lines)
  }

  /** Draws the lines that change; each must be narrower than the terminal. */
  update(lines: readonly string[]): void {
    if (lines.join('\n') !== this.#lines.join('\n')) this.#draw('', lines)
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#close)
    this.#close()
  }

  readonly #close = (): void => {
    if (!this.#isOpen) return
    this.#draw('', [])
    this.#isOpen = false
    this.#terminal.write(SHOW_CURSOR)
  }

  #draw(above: string, lines: readonly string[]): void {
    if (!this.#isOpen) return
    const up = this.#rowsAboveCursor()
    const clear = `${up > 0 ? `\x1b[${up}A` : ''}\r${CLEAR_BELOW}`
    this.#lines = lines
    // The cursor stays at the start of the last line, where the ^C that the terminal echoes does not make it longer.
    this.#terminal.write(`${BEGIN_TOGETHER}${clear}${above}${lines.join('\n')}\r${END_TOGETHER}`)
  }

  /** A terminal that was made narrower since has broken lines that no longer fit. */
  #rowsAboveCursor(): number {
    const above = this.#lines.slice(0, -1)
    return above.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / this.columns)), 0)
  }
}
