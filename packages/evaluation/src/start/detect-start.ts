import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { contentOf } from '../content-of.ts'
import { type SourceFile, readSources } from '../quality/sources/read-sources.ts'
import { importRoot } from './import-root.ts'
import { type PythonApplication, findApplication } from './python-application.ts'

export interface DetectedStart {
  command: string
  /** What it was told by. */
  why: string
}

const ENTRY_POINT = /(^|\/)(main|app|application|asgi|wsgi|server|api|run|__init__)\.py$/

/** The command that starts a project of a common kind; undefined for any other. */
export async function detectStart(project: string): Promise<DetectedStart | undefined> {
  const { code } = await readSources(project)
  const python = code
    .filter(({ path }) => path.endsWith('.py'))
    .toSorted((a, b) => depthOf(a) - depthOf(b) || rankOf(a) - rankOf(b))
  return djangoStart(python) ?? pythonStart(project, python) ?? (await nodeStart(project))
}

/** The entry point of a project lies near its root. */
const depthOf = ({ path }: SourceFile): number => path.split('/').length
const rankOf = ({ path }: SourceFile): number => (ENTRY_POINT.test(path) ? 0 : 1)

function djangoStart(files: readonly SourceFile[]): DetectedStart | undefined {
  const manage = files.find(({ path, text }) => /(^|\/)manage\.py$/.test(path) && /django/i.test(text))
  if (!manage) return undefined
  const start =
    'python3 manage.py migrate --noinput && exec python3 manage.py runserver --noreload "127.0.0.1:$PORT"'
  const directory = manage.path.split('/').slice(0, -1).join('/')
  return { command: `${into(directory)}${start}`, why: `there is ${manage.path}, as Django has it` }
}

function pythonStart(project: string, files: readonly SourceFile[]): DetectedStart | undefined {
  const found = findApplication(files)
  if (!found) return undefined
  const { directory, module } = importRoot(project, found.file)
  return {
    command: `${into(directory)}exec python3 -m ${serverOf(found, module)}`,
    why: `${found.file.path} makes a ${found.framework} application`,
  }
}

const serverOf = ({ framework, name, isFactory }: PythonApplication, module: string): string =>
  framework === 'FastAPI'
    ? `uvicorn ${module}:${name}${isFactory ? ' --factory' : ''} --host 127.0.0.1 --port "$PORT"`
    : `flask --app ${module}:${name} run --host 127.0.0.1 --port "$PORT"`

async function nodeStart(project: string): Promise<DetectedStart | undefined> {
  const manifest = await contentOf(project, 'package.json')
    .then(
      (content) => JSON.parse(String(content)) as { main?: unknown; scripts?: { start?: unknown } } | null,
    )
    .catch(() => null)
  if (typeof manifest?.scripts?.start === 'string')
    return { command: 'exec npm start --silent', why: 'package.json has a start script' }
  const main = manifest?.main
  if (typeof main === 'string' && existsSync(join(project, main)))
    return { command: 'exec node .', why: `package.json names ${main}` }
  // What npm itself takes where there is no start script.
  return existsSync(join(project, 'server.js'))
    ? { command: 'exec node server.js', why: 'there is server.js' }
    : undefined
}

const into = (directory: string): string =>
  directory === '' ? '' : `cd '${directory.replaceAll("'", `'\\''`)}' && `
