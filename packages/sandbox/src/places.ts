import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path'

/** Of /sys only what tells programs of the processors: every file system mounted below the rest would cost time. */
const SYSTEM = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/etc',
  '/opt',
  '/nix',
  '/sys/devices/system',
]

/** Version managers keep programs in the home directory, and nothing that is private; what lies on the PATH leads into them. */
const TOOLCHAINS = [
  '.pyenv',
  '.rbenv',
  '.nvm',
  '.fnm',
  '.volta',
  '.asdf',
  '.sdkman',
  '.rustup',
  '.local/share/uv/python',
  '.local/share/mise',
]

/** Directories of the operating system that are on this machine. */
export function systemPlaces(): string[] {
  return [...SYSTEM.filter((path) => existsSync(path)), ...nameResolution()]
}

/** /etc/resolv.conf often leads out of /etc. */
function nameResolution(): string[] {
  try {
    const target = realpathSync('/etc/resolv.conf')
    return target.startsWith('/etc/') ? [] : [target]
  } catch {
    return []
  }
}

/**
 * Programs outside the system directories: Node, what is on the PATH, version managers. A directory of the PATH that
 * holds the whole home directory is left out.
 */
export function programPlaces(env: NodeJS.ProcessEnv = process.env, home = homedir()): string[] {
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((path) => isAbsolute(path))
  const node = dirname(process.execPath)
  const candidates = [
    ...onPath,
    node,
    join(node, '..', 'lib', 'node_modules'),
    ...TOOLCHAINS.map((path) => join(home, path)),
  ]
  return outermost([...new Set(candidates)].filter((path) => existsSync(path) && !isWithin(home, path)))
}

/** Those that do not lie within another. */
export const outermost = (paths: readonly string[]): string[] =>
  paths.filter((path) => !paths.some((other) => other !== path && isWithin(path, other)))

/** Whether a path is a directory or lies below it. */
export function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path)
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}
