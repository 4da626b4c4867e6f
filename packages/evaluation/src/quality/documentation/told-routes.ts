import { type Route, normalPath } from './route-pattern.ts'

const PATH = String.raw`(\/[^\s|\`"'?#),\\]*)`
const HOST = String.raw`(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::[\w$\{\}<>]+)?`
/** A method and then a path, maybe with a host before it, as in `GET /items`, a table's cells or `curl -X POST`. */
const WITH_METHOD = new RegExp(
  String.raw`\b(GET|POST|PUT|PATCH|DELETE)\b[\s|*\`:"']*(?:${HOST})?${PATH}`,
  'g',
)
const WITH_HOST = new RegExp(`${HOST}${PATH}`, 'g')
const ANY_PATH = new RegExp(String.raw`(?:^|[\s|\`"'(]|${HOST})${PATH}`, 'gm')

/** Routes that a text says are there: paths after a method, and addresses on this machine. */
export function routesTold(text: string): Route[] {
  const withMethod = [...text.matchAll(WITH_METHOD)].map(([, method, path]) => ({
    method: method ?? null,
    path: normalPath(path ?? ''),
  }))
  const withHost = [...text.matchAll(WITH_HOST)].map(([, path]) => ({
    method: null,
    path: normalPath(path ?? ''),
  }))
  const all = [...withMethod, ...withHost].filter(({ path }) => path !== '')
  return [...new Map(all.map((route) => [`${route.method} ${route.path}`, route])).values()]
}

/** All paths in a text, those of files among them. */
export const pathsIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(ANY_PATH)].map(([, path]) => normalPath((path ?? '').replace(/[.:;*]+$/, ''))),
  ),
]
