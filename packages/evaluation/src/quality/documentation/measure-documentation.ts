import { createRequire } from 'node:module'
import type { Documentation, ReadmeFact, Score } from '@genai-devbench/schema'
import type { Sources } from '../sources/read-sources.ts'
import { syntaxVersion } from '../sources/syntax.ts'
import { type CodeRoutes, routesOf } from './declared-routes.ts'
import { publicNames } from './docstrings.ts'
import { readmeFacts } from './readme-facts.ts'
import { readReadme } from './readme.ts'
import { type Route, normalPath } from './route-pattern.ts'

const NAMES_KEPT = 200

/**
 * Whether the README says what can be checked, and how many of the public names have a docstring. Tests are not looked at.
 *
 * @param routes the routes the project has, where they are known from elsewhere; else they are looked for in the code
 */
export async function measureDocumentation(
  { files, code }: Sources,
  { project, routes }: { project: string; routes?: readonly Route[] },
): Promise<Documentation> {
  const known = routes === undefined ? await routesOf(code) : given(routes)
  const readme = await readReadme(project, files)
  const facts = readme === undefined ? [] : await readmeFacts(readme, { project, files, routes: known })
  const names = (await Promise.all(code.map(publicNames))).flat()
  const undocumented = names.filter(({ hasDocstring }) => !hasDocstring)
  const docstrings: Score =
    names.length === 0
      ? { value: null, reason: 'there is no public function or class in a language that is measured' }
      : { value: 1 - undocumented.length / names.length, reason: null }
  const readmeScore = scoreOfReadme(facts)
  return {
    score:
      files.length === 0
        ? { value: null, reason: 'there is no file' }
        : {
            value: docstrings.value === null ? readmeScore : (readmeScore + docstrings.value) / 2,
            reason: null,
          },
    details: {
      analysers: { 'tree-sitter-wasm': syntaxVersion(), marked: versionOf('marked') },
      readme: { value: readmeScore, reason: null },
      readme_path: readme?.path ?? null,
      readme_facts: facts,
      routes: known.routes.length === 0 ? null : known.routes.length,
      docstrings,
      public_names: names.length,
      undocumented: undocumented.slice(0, NAMES_KEPT).map(({ path, line, name }) => ({ path, line, name })),
    },
  }
}

/** Mean of the facts that there is something to check of; 0 without a README. */
function scoreOfReadme(facts: readonly ReadmeFact[]): number {
  const values = facts.flatMap(({ value }) => value ?? [])
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

const given = (routes: readonly Route[]): CodeRoutes => ({
  routes: routes.map(({ method, path }) => ({ method, path: normalPath(path) })),
  prefixes: [],
})

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version
