import { mkdir } from 'node:fs/promises'
import { type Devbench, type Ended, type CommandName } from './devbench.ts'
import { publishedBin } from './published-form.ts'

/** A file system of its own, in memory, which only processes started through it see. It goes when its fixture goes. */
export interface SmallDisk {
  /** Where the processes see it. */
  dir: string
  /** The same from outside, to look at. */
  seen: string
  run(command: CommandName, ...args: string[]): Promise<Ended>
  remount(options: string): Promise<void>
}

// Unprivileged, too, where the system allows it.
const NAMESPACES = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount']
const INTO = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--preserve-credentials', '--mount']

/** `undefined` where this system does not let tests mount. */
export async function smallDisk(fixture: Devbench, options: string): Promise<SmallDisk | undefined> {
  const dir = `${fixture.dir}/disk`
  await mkdir(dir, { recursive: true })
  const mount = `mount -t tmpfs -o ${options} tmpfs "${dir}" && echo mounted && exec sleep 600`
  const holder = fixture.launch('unshare', [...NAMESPACES, 'sh', '-c', mount])
  const isMounted = await holder.printed('mounted').then(
    () => true,
    () => false,
  )
  if (!isMounted) return undefined
  const inside = (...argv: string[]): Promise<Ended> =>
    fixture.launch('nsenter', [
      '--target',
      String(holder.pid),
      ...INTO,
      `--wdns=${fixture.dir}`,
      '--',
      ...argv,
    ]).ended
  return {
    dir,
    seen: `/proc/${holder.pid}/root${dir}`,
    run: (command, ...args) => inside(process.execPath, publishedBin(command), ...args),
    async remount(changed) {
      const { code, stderr } = await inside('mount', '-o', `remount,${changed}`, dir)
      if (code !== 0) throw new Error(`remounting failed: ${stderr}`)
    },
  }
}
