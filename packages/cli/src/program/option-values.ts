import { InvalidArgumentError } from 'commander'

const integer = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN)

const decimal = (text: string): number => (/^(\d{1,9}(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN)

export function positiveInteger(text: string): number {
  const value = integer(text)
  if (!(value >= 1)) throw new InvalidArgumentError('Give a whole number from 1.')
  return value
}

export interface StepRange {
  from: number
  to: number
}

/** Two step ids: `1..3`. */
export function stepRange(text: string): StepRange {
  const [, from, to] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? []
  if (from === undefined || to === undefined)
    throw new InvalidArgumentError('Give the ids of two steps, as in 1..3.')
  return { from: Number(from), to: Number(to) }
}

export function seed(text: string): number {
  const value = integer(text)
  if (!(value >= 0 && value < 2 ** 31))
    throw new InvalidArgumentError('Give a whole number from 0 to 2147483647.')
  return value
}

export function temperature(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value >= 0 && value <= 2)) throw new InvalidArgumentError('Give a number from 0 to 2.')
  return value
}

export function minutes(text: string): number {
  const value = /^\d{1,6}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(value)) throw new InvalidArgumentError('Give a number of minutes from 0.')
  return value
}

export function nonEmptyText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.')
  return text.trim()
}

export function httpUrl(text: string): string {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('Give a whole URL, with https:// or http://.')
  return text
}

export function positiveNumber(text: string): number {
  const value = decimal(text)
  if (!(value > 0))
    throw new InvalidArgumentError('Give a number above 0, written in digits, as 0.1 or 1.25.')
  return value
}

export function proportion(text: string): number {
  const value = decimal(text)
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Give a number from 0 to 1.')
  return value
}

/** Ids, apart by spaces or commas: each word is one call. */
export function ids(text: string, before: readonly string[] = []): string[] {
  const found = text.split(',').filter((id) => id !== '')
  if (found.length === 0) throw new InvalidArgumentError('Name at least one.')
  return [...before, ...found]
}

export function errorRate(text: string): number {
  const value = decimal(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('Give a number between 0 and 1.')
  return value
}
