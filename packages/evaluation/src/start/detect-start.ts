import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { contentOf } from '../content-of.ts'

const DEEPEST = 3
const NOT_THE_APPLICATION = new Set(['tests', 'test', 'node_modules', 'venv', 'env', 'site-packages'])
const WEB_APPLICATION = /^(\w+)(?:\s*:\s*\w+)?\s*=\s*(FastAPI|Flask)\(/m

/** The command that starts a project of a common kind, and what it was told by; undefined for any other. */
export async function detectStart(project: string): Promise<{ command: string; why: string } | undefined> {
  if (existsSync(join(project, 'manage.py')))
    return {
      command:
        'python3 manage.py migrate --noinput && exec python3 manage.py runserver --noreload "127.0.0.1:$PORT"',
      why: 'there is manage.py, as Django has it',
    }
  for (const path of await pythonFiles(project)) {
    const [, name, framework] = WEB_APPLICATION.exec(await readFile(join(project, path), 'utf8')) ?? []
    if (name === undefined) continue
    const module = path
      .replace(/\.py$/, '')
      .replace(/\/__init__$/, '')
      .replaceAll('/', '.')
    const command =
      framework === 'FastAPI'
        ? `exec python3 -m uvicorn ${module}:${name} --host 127.0.0.1 --port "$PORT"`
        : `exec python3 -m flask --app ${module}:${name} run --host 127.0.0.1 --port "$PORT"`
    return { command, why: `${path} makes a ${framework} application` }
  }
  return nodeStart(project)
}

async function nodeStart(project: string): Promise<{ command: string; why: string } | undefined> {
  const manifest = await contentOf(project, 'package.json')
    .then((content) => JSON.parse(String(content)) as { scripts?: { start?: unknown } } | null)
    .catch(() => null)
  return typeof manifest?.scripts?.start === 'string'
    ? { command: 'exec npm start --silent', why: 'package.json has a start script' }
    : undefined
}

/** By depth, then name: the entry point of a project lies near its root. */
async function pythonFiles(root: string, inner = '', depth = 1): Promise<string[]> {
  const entries = (await readdir(join(root, inner), { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  const pathOf = (name: string): string => (inner === '' ? name : `${inner}/${name}`)
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map(({ name }) => pathOf(name))
  if (depth === DEEPEST) return files
  for (const entry of entries)
    if (entry.isDirectory() && !entry.name.startsWith('.') && !NOT_THE_APPLICATION.has(entry.name))
      files.push(...(await pythonFiles(root, pathOf(entry.name), depth + 1)))
  return files
}
