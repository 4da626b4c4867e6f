import type { SourceFile } from '../sources/read-sources.ts'
import { TEST_DIRECTORIES, isTestFile } from '../sources/tests-of-project.ts'
import { withSyntax } from '../sources/syntax.ts'

/** Tests that one call of a test runner runs. Paths are relative to the project; '' is the project itself. */
export interface TestSuite {
  framework: 'unittest' | 'pytest' | 'node:test'
  /** Where the runner is started. */
  cwd: string
  /** Where it looks for tests, relative to `cwd`. */
  directory: string
  /** The files with tests, relative to `cwd`. */
  files: string[]
}

/** What of a project's tests can be run, and why the others cannot. */
export interface TestSuites {
  suites: TestSuite[]
  reasons: string[]
}

/** Sorts test files by what runs them: by the directory of tests they are in, and by the framework they are written for. */
export async function suitesOf(tests: readonly SourceFile[]): Promise<TestSuites> {
  const suites = new Map<string, TestSuite>()
  const reasons = new Set<string>()
  const isPytest = (await Promise.all(tests.map(needsPytest))).includes(true)
  for (const file of tests.filter(({ path }) => isTestFile(path))) {
    const framework =
      file.language === 'python' ? (isPytest ? 'pytest' : 'unittest') : frameworkOfScript(file)
    if (framework === undefined) {
      reasons.add(`${file.path} is not written for node:test`)
      continue
    }
    const { cwd, directory } = placeOf(file.path)
    const key = JSON.stringify([framework, cwd, directory])
    const suite = suites.get(key) ?? { framework, cwd, directory, files: [] }
    suite.files.push(cwd === '' ? file.path : file.path.slice(cwd.length + 1))
    suites.set(key, suite)
  }
  return { suites: [...suites.values()], reasons: [...reasons] }
}

/** Tests in a directory of their own are started from the one above it; others from the project. */
function placeOf(path: string): { cwd: string; directory: string } {
  const parents = path.split('/').slice(0, -1)
  const index = parents.findIndex((part) => TEST_DIRECTORIES.has(part))
  if (index === -1) return { cwd: '', directory: parents.join('/') || '.' }
  return { cwd: parents.slice(0, index).join('/'), directory: parents[index]! }
}

/** Whether a Python file has tests that are functions, or imports pytest. */
async function needsPytest({ language, text }: SourceFile): Promise<boolean> {
  if (language !== 'python') return false
  return withSyntax(language, text, (root) =>
    root.namedChildren.some((node) => {
      const definition = node?.type === 'decorated_definition' ? node.childForFieldName('definition') : node
      if (definition?.type === 'function_definition') {
        return definition.childForFieldName('name')?.text.startsWith('test') === true
      }
      return /^import_(from_)?statement$/.test(node?.type ?? '') && /\bpytest\b/.test(node?.text ?? '')
    }),
  )
}

const frameworkOfScript = ({ language, text }: SourceFile): 'node:test' | undefined =>
  language === 'javascript' && /['"]node:test['"]/.test(text) ? 'node:test' : undefined
