import type { SourceFile } from '../sources/read-sources.ts'
import { literalOf } from '../sources/string-literal.ts'
import { type Node, withSyntax } from '../sources/syntax.ts'
import { walk } from '../sources/walk.ts'
import { type Route, normalPath } from './route-pattern.ts'

export interface CodeRoutes {
  routes: Route[]
  /** Under which paths routers are mounted, whichever that may be. */
  prefixes: string[]
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete'])
/** Calls whose methods are among their arguments. */
const GENERAL_CALLS = new Set(['route', 'api_route', 'add_url_rule', 'add_api_route', 'add_route', 'all'])
/** What sends requests with methods of the same names. */
const CLIENTS = /^(axios|request|requests|httpx|client|agent|session|http|https|fetch|cache|map)$/i
/** Each is tried with each other before each route. */
const MOST_PREFIXES = 20
const PREFIX_ARGUMENTS = new Set(['prefix', 'url_prefix'])
/** A path as code that compares it spells it. */
const BARE_PATH = /^(\/([\w.~-]+|\*|\{\w+\}|:\w+|<[\w:]+>))+\/?$/

/**
 * The routes that code declares: decorators and calls of FastAPI, Flask, Django, Express and their like. Where there are
 * none, the strings that look like paths, since a plain HTTP server compares them by hand.
 */
export async function routesOf(code: readonly SourceFile[]): Promise<CodeRoutes> {
  const declared: CodeRoutes = { routes: [], prefixes: [] }
  const compared: Route[] = []
  for (const { path, language, text } of code) {
    await withSyntax(language, text, (root) =>
      walk(root, (node) => {
        if (node.type === 'call' || node.type === 'call_expression') addCall(node, path, declared)
        const literal = literalOf(node) ?? (node.type === 'regex_pattern' ? node.text : null)
        const bare = literal === null ? null : withoutExpression(literal)
        if (bare !== null && BARE_PATH.test(bare)) compared.push(...comparedRoutes(bare))
      }),
    )
  }
  const prefixes = [...new Set(declared.prefixes)].slice(0, MOST_PREFIXES)
  const routes = distinct(declared.routes.length > 0 ? declared.routes : compared)
  // A route at the root of a router has a name only by where the router is mounted.
  return { routes: routes.filter(({ path }) => path !== '' || prefixes.length > 0), prefixes }
}

function addCall(call: Node, file: string, { routes, prefixes }: CodeRoutes): void {
  const callee = call.childForFieldName('function')
  const name =
    (callee?.childForFieldName('attribute') ?? callee?.childForFieldName('property') ?? callee)?.text ?? ''
  const values = (call.childForFieldName('arguments')?.namedChildren ?? []).filter((node) => node !== null)
  for (const value of values) {
    if (value.type !== 'keyword_argument') continue
    const prefix = literalOf(value.childForFieldName('value'))
    if (prefix !== null && PREFIX_ARGUMENTS.has(value.childForFieldName('name')?.text ?? '')) {
      prefixes.push(normalPath(prefix))
    }
  }
  const strings = values.map((value) => literalOf(value))
  const path = strings.find((text) => text !== null && isPath(text))
  if (name === 'path' && file.endsWith('urls.py') && strings[0] != null) {
    const isMount = values[1]?.type === 'call' && values[1].childForFieldName('function')?.text === 'include'
    if (isMount) prefixes.push(normalPath(strings[0]))
    else routes.push({ method: null, path: normalPath(strings[0]) })
    return
  }
  if (path == null || callee === null || callee.type === 'identifier') return
  if (name === 'use' && values.length > 1) prefixes.push(normalPath(path))
  if (METHODS.has(name) && isServer(call, callee, values.length)) {
    routes.push({ method: name.toUpperCase(), path: normalPath(path) })
  }
  if (GENERAL_CALLS.has(name)) {
    for (const method of methodsIn(call)) routes.push({ method, path: normalPath(path) })
  }
}

/** Whether `x.get('/path')` answers requests and does not send one. */
function isServer(call: Node, callee: Node, count: number): boolean {
  if (call.type === 'call') return call.parent?.type === 'decorator'
  return count > 1 && !CLIENTS.test(callee.childForFieldName('object')?.text ?? '')
}

/** A path, or nothing at all: a route at the root of a router. */
const isPath = (text: string): boolean => text === '' || text.startsWith('/')

/** The methods named by strings among the arguments; null when there are none. */
function methodsIn(call: Node): (string | null)[] {
  const named: string[] = []
  walk(call, (node) => {
    const text = literalOf(node)
    if (text !== null && METHODS.has(text.toLowerCase())) named.push(text.toUpperCase())
  })
  return named.length > 0 ? named : [null]
}

/** What code compares a path with that ends with a slash may be the beginning of one. */
const comparedRoutes = (path: string): Route[] =>
  (path.endsWith('/') ? [path, `${path}*`] : [path]).map((each) => ({ method: null, path: normalPath(each) }))

/** The path that a regular expression describes, with `*` for its groups. */
const withoutExpression = (text: string): string =>
  text
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replaceAll(String.raw`\/`, '/')
    .replaceAll(/\((?!\/)[^()]*\)/g, '*')

function distinct(routes: readonly Route[]): Route[] {
  return [...new Map(routes.map((route) => [`${route.method} ${route.path}`, route])).values()]
}
