import { realpathSync } from 'node:fs'
import type { Endpoint } from '../providers/provider.ts'
import type { SessionSpec } from '../sessions/session.ts'
import { type PiecedBody, replaceInBody, replaceInPieces } from './pieced-body.ts'
import { rewriteSplitTexts } from './split-texts.ts'

/**
 * What a session is told of where it is, and what in another session is something else: its directories, its address and its
 * key. In a recording a name stands for each, in requests and in answers; a replay puts its own in their place. So a model that
 * once answered with the full path of a file speaks of the file of whichever run its answer is played to.
 */
export class SessionPlaces {
  readonly #inText: Replacements
  readonly #inBytes: Replacements

  constructor({ places = {} }: Pick<SessionSpec, 'places'>, { baseUrl, apiKey }: Endpoint) {
    const { origin, pathname } = new URL(baseUrl)
    const values: [name: string, value: string][] = [
      ['base_url', baseUrl],
      ['gateway', origin],
      ['token', pathname.split('/')[2] ?? pathname],
      ['api_key', apiKey],
      ...Object.entries(places).flatMap(([name, path]) =>
        spellings(path).map((one): [string, string] => [name, one]),
      ),
    ]
    this.#inText = new Replacements(values)
    this.#inBytes = new Replacements(values.map(([name, value]) => [name, inJsonBytes(value)]))
  }

  /** The text with a name in place of each. */
  hide(text: string): string {
    return text.replace(this.#inText.values, this.#inText.nameOf)
  }

  hideInBody(body: PiecedBody): PiecedBody {
    return replaceInBody(body, this.#inBytes.values, this.#inBytes.nameOf)
  }

  /** The same in a stream of events, where a path often comes in several: it is put whole into the first of them. */
  hideInStream(stream: PiecedBody): PiecedBody {
    const joined = rewriteSplitTexts(stream, (text) =>
      replaceInPieces(text, this.#inText.values, this.#inText.nameOf),
    )
    return this.hideInBody(joined)
  }

  /** The reverse of both; a name that this session does not know stays. */
  showInBody(body: PiecedBody): PiecedBody {
    return replaceInBody(body, NAMES, this.#inBytes.valueOf)
  }
}

class Replacements {
  readonly values: RegExp
  readonly nameOf: (value: string) => string
  readonly valueOf: (name: string) => string

  constructor(values: readonly [name: string, value: string][]) {
    // The longest first, of values of which one begins with another; the first given, of two spellings of one.
    const names = new Map(values.map(([name, value]) => [value, `<<devbench:${name}>>`]))
    const first = new Map(values.toReversed().map(([name, value]) => [`<<devbench:${name}>>`, value]))
    const alternatives = [...names.keys()].toSorted((a, b) => b.length - a.length).map(escaped)
    // A path that merely begins alike is another one: run_100 and run_1000.
    this.values = new RegExp(`(?:${alternatives.join('|')})(?![\\w-])`, 'g')
    this.nameOf = (value) => names.get(value) ?? value
    this.valueOf = (name) => first.get(name) ?? name
  }
}

// Not in braces: template languages have taken those.
const NAMES = /<<devbench:\w+>>/g

const escaped = (text: string): string => text.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&')

/** As it stands in a text of a JSON body, one character for each byte. */
const inJsonBytes = (value: string): string =>
  Buffer.from(JSON.stringify(value).slice(1, -1)).toString('latin1')

/** A process that asks the system where it is hears of no symbolic links. */
function spellings(path: string): string[] {
  try {
    return [...new Set([path, realpathSync(path)])]
  } catch {
    return [path]
  }
}
