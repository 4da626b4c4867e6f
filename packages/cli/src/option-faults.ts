import { UserError } from '@genai-devbench/schema'
import { InvalidArgumentError } from 'commander'

/** Collects what is wrong with the options of a command, so that all of it is told in one go. */
export class OptionFaults {
  readonly #found: UserError[] = []

  add(fault: UserError): void {
    this.#found.push(fault)
  }

  /** What a check returns; undefined where it throws a UserError, which is kept. */
  of<T>(check: () => T): T | undefined {
    try {
      return check()
    } catch (error) {
      this.#keep(error)
      return undefined
    }
  }

  async waitFor<T>(check: Promise<T>): Promise<T | undefined> {
    try {
      return await check
    } catch (error) {
      this.#keep(error)
      return undefined
    }
  }

  /** The value of an option, read as commander would; undefined where it is not given or cannot be read. */
  read<T>(flag: string, text: string | undefined, parse: (text: string) => T): T | undefined {
    if (text === undefined) return undefined
    return this.of(() => {
      try {
        return parse(text)
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error
        throw new UserError('bad_usage', `${flag} '${text}' is invalid. ${error.message}`)
      }
    })
  }

  /** UserError with all of them, if there is any. */
  throwAny(): void {
    const [first, ...others] = this.#found
    if (first === undefined) return
    if (others.length === 0) throw first
    const lines = this.#found.map(
      ({ message, hint }) => `  - ${[message, hint ?? []].flat().join(' ').replaceAll('\n', '\n    ')}`,
    )
    throw new UserError(
      'bad_usage',
      `The options cannot be used: ${lines.length} problems\n${lines.join('\n')}`,
    )
  }

  /** Where a check failed, there is one. */
  fail(): never {
    this.throwAny()
    throw new Error('no option is at fault')
  }

  #keep(error: unknown): void {
    if (!(error instanceof UserError)) throw error
    this.#found.push(error)
  }
}
