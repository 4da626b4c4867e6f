import { parse } from 'smol-toml'
import { z } from 'zod'
import { contentOf } from '../content-of.ts'

/** The form in which pip takes what it is to install. */
export const REQUIREMENTS = 'requirements.txt'
const PYPROJECT = 'pyproject.toml'

/** https://packaging.python.org/en/latest/specifications/pyproject-toml/#dependencies-optional-dependencies */
const Pyproject = z.object({ project: z.object({ dependencies: z.array(z.string()) }) })

/** What a Python project asks for, and in which file; undefined where it asks for nothing. */
export async function pythonRequirements(
  project: string,
): Promise<{ file: string; requirements: string } | undefined> {
  const requirements = (await contentOf(project, REQUIREMENTS))?.toString() ?? ''
  if (/^\s*[^\s#]/m.test(requirements)) return { file: REQUIREMENTS, requirements }
  const dependencies = dependenciesIn((await contentOf(project, PYPROJECT))?.toString() ?? '')
  return dependencies.length === 0 ? undefined : { file: PYPROJECT, requirements: dependencies.join('\n') }
}

/** None in a file that cannot be read: it may be meant for a tool alone. */
function dependenciesIn(pyproject: string): string[] {
  try {
    return Pyproject.parse(parse(pyproject)).project.dependencies
  } catch {
    return []
  }
}
