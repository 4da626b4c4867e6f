import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

/** A package may depend on those below it in this list, never on those above. */
const LAYERS = [
  'cli',
  'report',
  'telemetry',
  'archive',
  'runner',
  'evaluation',
  'generator',
  'config-sets',
  'adapters',
  'gateway',
  'analysis',
  'reconciliation',
  'store',
  'history',
  'sandbox',
  'files',
  'schema',
]

interface Manifest {
  name: string
  version: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

const packages = readdirSync('packages')
const manifestOf = (name: string) =>
  JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')) as Manifest

test('every package has its place in the order', () => {
  expect(packages.toSorted()).toEqual(LAYERS.toSorted())
})

test.each(packages)('%s depends only on packages below it', (name) => {
  const { dependencies = {}, devDependencies = {} } = manifestOf(name)
  const own = Object.keys({ ...dependencies, ...devDependencies }).filter((dependency) =>
    dependency.startsWith('@genai-devbench/'),
  )
  const above = own
    .map((dependency) => dependency.replace('@genai-devbench/', ''))
    .filter((dependency) => LAYERS.indexOf(dependency) <= LAYERS.indexOf(name))
  expect(above).toEqual([])
})

test.each(packages)('%s imports siblings by package name only', (name) => {
  const sources = readdirSync(`packages/${name}/src`, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  const reaching = sources.filter((path) =>
    /from '(\.\.\/)+[a-z-]+\/src\//.test(readFileSync(`packages/${name}/src/${path}`, 'utf8')),
  )
  expect(reaching).toEqual([])
})

/** More have found a second name, that of a folder within. */
const MOST_FILES = 14

test('no folder is so full that nothing is found in it', () => {
  const files = ['packages', 'docs', 'bench', 'test', 'config_sets'].flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !/node_modules|\/dist\b|\/\.types\b/.test(entry.parentPath),
    ),
  )
  const counts = new Map<string, number>()
  for (const { parentPath } of files) counts.set(parentPath, (counts.get(parentPath) ?? 0) + 1)
  expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([])
})
