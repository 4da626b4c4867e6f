import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Directories of what others wrote or programs made. Hidden ones (a name with a dot in front) are left out as well. */
const NOT_THE_PROJECTS_OWN = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'venv',
  'env',
  'site-packages',
  '__pycache__',
  'dist',
  'build',
  'out',
  'coverage',
  'htmlcov',
])

/** The file by which a virtual environment of Python is known, whatever its directory is called. */
const VIRTUAL_ENVIRONMENT = 'pyvenv.cfg'

const GENERATED = /\.min\.[cm]?js$|\.d\.[cm]?ts$|_pb2(_grpc)?\.py$/

/**
 * The project's own files, as sorted paths relative to it with `/` between the parts. Links are left out: they may lead
 * out of the project.
 */
export async function projectFiles(project: string): Promise<string[]> {
  const found = await filesBelow(project, '')
  return found.toSorted()
}

async function filesBelow(project: string, directory: string): Promise<string[]> {
  const entries = await readdir(join(project, directory), { withFileTypes: true })
  if (entries.some(({ name }) => name === VIRTUAL_ENVIRONMENT)) return []
  const nested = entries.map(async (entry) => {
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`
    if (entry.isDirectory()) return isOwn(entry.name) ? filesBelow(project, path) : []
    return entry.isFile() && !GENERATED.test(entry.name) ? [path] : []
  })
  return (await Promise.all(nested)).flat()
}

const isOwn = (name: string): boolean => !name.startsWith('.') && !NOT_THE_PROJECTS_OWN.has(name)
