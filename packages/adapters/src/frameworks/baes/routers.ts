import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow, sha256 } from '@genai-devbench/files'
import type { StepContext } from '../../contract.ts'
import { layoutOf } from '../../python/python-framework.ts'

/** Hashes by path. */
export type Routers = ReadonlyMap<string, string>

const DIRECTORY = 'app/routes'

/** What serves the routes of the system, one file for each entity. */
export async function routersOf(workspace: string): Promise<Routers> {
  const directory = join(workspace, DIRECTORY)
  if (!existsSync(directory)) return new Map()
  const names = (await filesBelow(directory)).filter((path) => /^[^/]+_routes\.py$/.test(path))
  return new Map(
    await Promise.all(
      names.map(
        async (name) => [`${DIRECTORY}/${name}`, sha256(await readFile(join(directory, name)))] as const,
      ),
    ),
  )
}

/**
 * What is wrong with the work of a step; undefined when it left a new or changed router. BAeS itself reports success for
 * a file that is no Python, or has nothing that its main.py could serve.
 */
export async function routerFault(context: StepContext, before: Routers): Promise<string | undefined> {
  const { workspace, installDir } = context
  const changed = [...(await routersOf(workspace))].filter(([path, hash]) => before.get(path) !== hash)
  if (changed.length === 0) return `no file ${DIRECTORY}/*_routes.py was written or changed`
  const { exitCode, stdout, stderr } = await context.spawn({
    file: layoutOf(installDir).python,
    args: ['-I', '-c', INSPECTION, ...changed.map(([path]) => path)],
  })
  if (exitCode !== 0) return `the routers could not be looked at: ${stderr.slice(-300)}`
  return stdout.trim() || undefined
}

/** Prints what is wrong with the files it is given, one line each. Nothing of them is run. */
const INSPECTION = `
import ast, sys
for path in sys.argv[1:]:
    try:
        with open(path, encoding="utf-8") as file:
            body = ast.parse(file.read()).body
    except (SyntaxError, ValueError) as error:
        print(f"{path} is not Python: {error}")
        continue
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    if not any(isinstance(target, ast.Name) and target.id == "router" for target in targets):
        print(f"{path} defines no router, so nothing of it is served")
`
