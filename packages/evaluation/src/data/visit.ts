import type { ConfinedPlace } from '../confined/confined-place.ts'
import { PATIENCE_OVER, VISITOR } from './visitor.ts'

/** The records that an application serves, by the name of their kind. */
export type ServedData = Record<string, ServedRecord[]>
export type ServedRecord = Record<string, unknown>

export interface Visit {
  answered: boolean
  /** null where nothing says how to read it, or the one that does failed; then `reason` says why. */
  data: ServedData | null
  reason: string | null
}

const READING_MS = 30_000

/**
 * Waits until an application answers and reads its data, from beside it.
 *
 * @param options.until what ends the wait early: the end of the application
 */
export async function visit(
  place: ConfinedPlace,
  options: {
    baseUrl: string
    dataFile: string | undefined
    directory: string
    patienceMs: number
    until?: Promise<unknown>
  },
): Promise<Visit> {
  const { baseUrl, dataFile, directory, patienceMs, until } = options
  const visitor = await place.start({
    file: process.execPath,
    args: ['--input-type=module', '--eval', VISITOR, '--', baseUrl, String(patienceMs), dataFile ?? ''],
    readable: dataFile === undefined ? [] : [directory],
    timeoutMs: patienceMs + READING_MS,
    report: true,
  })
  void until?.then(() => visitor.stop())
  const { report, stderr, exitCode, signal } = await visitor.ended
  const [first, second] = report.split('\n')
  if (!first && exitCode !== PATIENCE_OVER && signal === null)
    throw new Error(`the application could not be visited: ${stderr.trim().slice(-500)}`)
  if (!first) return { answered: false, data: null, reason: 'the application did not answer' }
  if (dataFile === undefined)
    return { answered: true, data: null, reason: 'the checks have no data.mjs, which says what to read' }
  const data = second ? listsIn((JSON.parse(second) as { data: unknown }).data) : undefined
  return data
    ? { answered: true, data, reason: null }
    : { answered: true, data: null, reason: `data.mjs failed: ${stderr.trim().slice(-500)}` }
}

/** What an application serves may be anything: no list is an empty one. undefined for what is no object of kinds. */
function listsIn(value: unknown): ServedData | undefined {
  if (!isObject(value)) return undefined
  return Object.fromEntries(
    Object.entries(value).map(([kind, list]) => [kind, Array.isArray(list) ? list.filter(isObject) : []]),
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
