import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

const PASSED_ON = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SYSTEMROOT']

/** What a framework's processes see: enough to run, a HOME of their own, and none of the user's secrets. */
export async function stepEnvironment(scratch: string): Promise<Record<string, string>> {
  const home = join(scratch, 'home')
  const temporary = join(scratch, 'tmp')
  await mkdir(home, { recursive: true })
  await mkdir(temporary, { recursive: true })
  const passed = PASSED_ON.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  )
  return { ...(Object.fromEntries(passed) as Record<string, string>), HOME: home, TMPDIR: temporary }
}
