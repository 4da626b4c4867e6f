import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const PASSED_ON = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SYSTEMROOT']

/** What a framework's processes see: enough to run, a HOME of their own, and none of the user's secrets. */
export function stepEnvironment(scratch: string): Record<string, string> {
  const home = join(scratch, 'home')
  const temporary = join(scratch, 'tmp')
  mkdirSync(home, { recursive: true })
  mkdirSync(temporary, { recursive: true })
  const passed = PASSED_ON.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  )
  return { ...(Object.fromEntries(passed) as Record<string, string>), HOME: home, TMPDIR: temporary }
}
