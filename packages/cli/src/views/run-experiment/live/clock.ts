import type { TimeLeft } from './time-left.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `4:05` minutes and seconds, `1:04:05` from one hour on: as wide from one second to the next. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const minutes = Math.floor(seconds / 60)
  const rest = String(seconds % 60).padStart(2, '0')
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}

/** `about 12 min left`, `10 to 15 min left`; `at most ...` where the stopping rule may end it sooner. */
export function formatTimeLeft({ expected, spread }: TimeLeft, mayStopSooner: boolean): string {
  if (mayStopSooner) return `at most about ${roughly(spread?.high ?? expected)} left`
  if (spread === null) return `about ${roughly(expected)} left`
  const [low, high] = [roughly(spread.low), roughly(spread.high)]
  if (low === high) return `about ${low} left`
  // "10 to 15 min", but "40 s to 3 min".
  const [amount, ...unit] = low.split(' ')
  const isSameUnit = unit.length === 1 && high.split(' ').slice(1).join(' ') === unit[0]
  return `${isSameUnit ? amount : low} to ${high} left`
}

/** To about one part in ten, which is finer than what is known: `35 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
function roughly(milliseconds: number): string {
  const seconds = Math.max(5, milliseconds / 1000)
  if (seconds < 57.5) return `${Math.round(seconds / 5) * 5} s`
  if (seconds < 10 * MINUTE) return `${Math.max(1, Math.round(seconds / MINUTE))} min`
  if (seconds < HOUR - 2.5 * MINUTE) return `${Math.round(seconds / MINUTE / 5) * 5} min`
  if (seconds < DAY) return two(Math.round(seconds / (10 * MINUTE)) * 10, 60, 'h', 'min')
  return two(Math.round(seconds / HOUR), 24, 'd', 'h')
}

function two(amount: number, perLarge: number, large: string, small: string): string {
  const rest = amount % perLarge
  return `${Math.floor(amount / perLarge)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`
}
