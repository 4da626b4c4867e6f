/** A route of an HTTP API; `method` null where any or an unknown one is meant. A segment `*` of the path stands for any. */
export interface Route {
  method: string | null
  path: string
}

/** `{id}`, `:id`, `<int:id>`, `${id}` and what else stands for a part of a path. */
const PARAMETER = /^(\*|\{.*\}|:.+|<.+>|\$\{?.+)$/

/** The path with each parameter as `*`, without a slash at its end; '' for the root. */
export function normalPath(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '')
  return segments.map((segment) => `/${PARAMETER.test(segment) ? '*' : segment}`).join('')
}

/** Whether a path that a reader is told can be one that a route answers. Both are normal paths. */
export function isPathOf(told: string, route: string): boolean {
  const [toldParts, routeParts] = [told.split('/'), route.split('/')]
  return (
    toldParts.length === routeParts.length &&
    toldParts.every((part, index) => routeParts[index] === '*' || routeParts[index] === part)
  )
}

/** A path with each of the prefixes under which routers may be mounted, none and two at once included; not the root. */
export function withPrefixes(path: string, prefixes: readonly string[]): string[] {
  const starts = ['', ...prefixes]
  const paths = starts.flatMap((first) => starts.map((second) => first + second + path))
  return [...new Set(paths)].filter((each) => each !== '')
}
