import { readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path/posix'
import type { ReadmeFact } from '@genai-devbench/schema'
import { type Started, isInstall, requirementsIn, startedBy } from './commands.ts'
import type { CodeRoutes } from './declared-routes.ts'
import type { Readme } from './readme.ts'
import { isPathOf, withPrefixes } from './route-pattern.ts'
import { pathsIn, routesTold } from './told-routes.ts'

const MANIFEST = /^(requirements.*\.txt|pyproject\.toml|Pipfile|package\.json)$/
const CONTAINERS = /^(Dockerfile|Containerfile|(docker-)?compose\.ya?ml)$/i
/** What FastAPI and Flask serve unasked. */
const SERVED_UNASKED = new Set(['/docs', '/redoc', '/openapi.json'])

export interface ReadmeContext {
  project: string
  files: readonly string[]
  /** The routes the project has; none where they are not known. */
  routes: CodeRoutes
}

/** What can be checked of a README, each a share from 0 to 1; null where there is nothing to check. */
export async function readmeFacts(readme: Readme, context: ReadmeContext): Promise<ReadmeFact[]> {
  return [
    fact('text', readme.hasText ? 1 : 0, readme.hasText ? 'says something' : 'says nothing but headings'),
    install(readme, context),
    await start(readme, context),
    ...routeFacts(readme, context.routes),
    links(readme, context),
  ]
}

const fact = (name: ReadmeFact['fact'], value: number | null, note: string): ReadmeFact => ({
  fact: name,
  value,
  note,
})

const nameOf = (path: string): string => path.split('/').at(-1) ?? path

function install({ commands }: Readme, { files }: ReadmeContext): ReadmeFact {
  const command = commands.find(isInstall)
  if (command !== undefined) {
    const missing = commands
      .filter(isInstall)
      .flatMap(requirementsIn)
      .find((path) => !isThere(path, files))
    return missing === undefined ? fact('install', 1, command) : fact('install', 0, `there is no ${missing}`)
  }
  return files.some((path) => MANIFEST.test(nameOf(path)))
    ? fact('install', 0, 'no command that installs what the project needs')
    : fact('install', null, 'the project lists nothing to install')
}

async function start({ commands }: Readme, context: ReadmeContext): Promise<ReadmeFact> {
  const starts = commands.flatMap((command) => {
    const started = startedBy(command)
    return started === undefined ? [] : [{ command, started }]
  })
  for (const { command, started } of starts) {
    if (await canStart(started, context)) return fact('start', 1, command)
  }
  const [first] = starts
  return fact(
    'start',
    0,
    first === undefined ? 'no command that starts the project' : `not there: ${first.command}`,
  )
}

async function canStart(started: Started, { project, files }: ReadmeContext): Promise<boolean> {
  if (started.kind === 'file') return isThere(started.path, files)
  if (started.kind === 'container') return files.some((path) => CONTAINERS.test(nameOf(path)))
  if (started.kind === 'module') {
    const path = started.name.replaceAll('.', '/')
    return [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`].some((each) => isThere(each, files))
  }
  const manifests = files.filter((path) => nameOf(path) === 'package.json')
  const scripts = await Promise.all(manifests.map((path) => scriptsOf(join(project, path))))
  return scripts.some((each) => Object.hasOwn(each, started.name))
}

async function scriptsOf(manifest: string): Promise<object> {
  try {
    const { scripts } = JSON.parse(await readFile(manifest, 'utf8')) as { scripts?: unknown }
    return Object(scripts) as object
  } catch {
    return {}
  }
}

/** Whether a path is one of the project's, from its root or from a directory that the reader has gone to. */
const isThere = (path: string, files: readonly string[]): boolean =>
  files.some((file) => file === normalize(path) || file.endsWith(`/${normalize(path)}`))

function routeFacts({ text }: Readme, { routes, prefixes }: CodeRoutes): ReadmeFact[] {
  if (routes.length === 0) {
    const note = 'the routes of the project are not known'
    return [fact('routes_named', null, note), fact('routes_exist', null, note)]
  }
  const paths = pathsIn(text)
  const unnamed = routes.filter(({ path }) => {
    const forms = withPrefixes(path, prefixes)
    return !paths.some((told) => forms.some((form) => isPathOf(told, form)))
  })
  const told = routesTold(text).filter(({ path }) => !SERVED_UNASKED.has(path))
  const missing = told.filter(
    ({ method, path }) =>
      !routes.some(
        (route) =>
          (method === null || route.method === null || route.method === method) &&
          withPrefixes(route.path, prefixes).some((form) => isPathOf(path, form)),
      ),
  )
  return [
    share('routes_named', routes.length - unnamed.length, routes, unnamed, 'not named'),
    told.length === 0
      ? fact('routes_exist', null, 'it names no route')
      : share('routes_exist', told.length - missing.length, told, missing, 'not there'),
  ]
}

function share(
  name: ReadmeFact['fact'],
  good: number,
  all: readonly unknown[],
  bad: readonly { method: string | null; path: string }[],
  fault: string,
): ReadmeFact {
  const examples = bad.slice(0, 3).map(({ method, path }) => `${method === null ? '' : `${method} `}${path}`)
  const note = `${good} of ${all.length}${bad.length > 0 ? `; ${fault}: ${examples.join(', ')}` : ''}`
  return fact(name, good / all.length, note)
}

function links({ path, links: all }: Readme, { files }: ReadmeContext): ReadmeFact {
  const targets = all
    .filter((link) => !/^([a-z][\w+.-]*:|#|\/\/)/i.test(link))
    .map((link) =>
      normalize(join(dirname(path), link.replace(/[#?].*$/, '').replace(/^\//, ''))).replace(/\/$/, ''),
    )
  if (targets.length === 0) return fact('links', null, 'it has no link to a file')
  const missing = targets.filter(
    (target) => target !== '.' && !files.some((file) => file === target || file.startsWith(`${target}/`)),
  )
  const note = `${targets.length - missing.length} of ${targets.length}`
  return fact(
    'links',
    1 - missing.length / targets.length,
    missing.length > 0 ? `${note}; not there: ${missing[0]}` : note,
  )
}
