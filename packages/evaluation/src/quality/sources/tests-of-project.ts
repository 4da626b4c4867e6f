/** Where Python's and JavaScript's test runners look by default. */
export const TEST_DIRECTORIES: ReadonlySet<string> = new Set(['test', 'tests', '__tests__', 'spec', 'specs'])
const TEST_FILE = /^(test_.*|.*_test|tests?)\.py$|\.(test|spec)\.[cm]?[jt]sx?$|^test[-_.].*\.[cm]?[jt]sx?$/
const IN_TEST_DIRECTORY = /\.[cm]?[jt]sx?$/

/** Whether a file belongs to the project's tests, helpers included: by its name, or by a directory it lies in. */
export function isTest(path: string): boolean {
  const { name, isInDirectory } = partsOf(path)
  return isInDirectory || TEST_FILE.test(name) || name === 'conftest.py'
}

/** Whether a test runner takes a file for one with tests in it. */
export function isTestFile(path: string): boolean {
  const { name, isInDirectory } = partsOf(path)
  return TEST_FILE.test(name) || (isInDirectory && IN_TEST_DIRECTORY.test(name))
}

function partsOf(path: string): { name: string; isInDirectory: boolean } {
  const parts = path.split('/')
  const name = parts.pop() ?? ''
  return { name, isInDirectory: parts.some((part) => TEST_DIRECTORIES.has(part)) }
}
