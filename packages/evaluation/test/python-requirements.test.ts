import { expect, test } from 'vitest'
import { pythonRequirements } from '../src/install/python-requirements.ts'
import { directory } from './evaluation.fixture.ts'

const PYPROJECT = `
[project]
name = "school"
dependencies = [
  "fastapi>=0.115",  # the framework
  'uvicorn[standard]; python_version > "3"',
]
`
const ASKED = 'fastapi>=0.115\nuvicorn[standard]; python_version > "3"'

test.for([
  [
    'requirements.txt',
    { 'requirements.txt': 'flask==3.1.0\n', 'pyproject.toml': PYPROJECT },
    'flask==3.1.0\n',
  ],
  ['pyproject.toml', { 'pyproject.toml': PYPROJECT }, ASKED],
  ['pyproject.toml', { 'requirements.txt': '# nothing\n\n', 'pyproject.toml': PYPROJECT }, ASKED],
] as const)('a project asks in %s for what it needs', async ([file, files, requirements]) => {
  expect(await pythonRequirements(directory(files))).toEqual({ file, requirements })
})

test.for([
  ['empty', ''],
  ['for a tool alone', '[tool.ruff]\nline-length = 100\n'],
  ['without dependencies', '[project]\nname = "school"\n'],
  ['wrong about its dependencies', '[project]\ndependencies = "fastapi"\n'],
  ['not TOML', '[project\ndependencies = ["fastapi"]\n'],
])('a pyproject.toml that is %s asks for nothing', async ([, content]) => {
  expect(await pythonRequirements(directory({ 'pyproject.toml': content! }))).toBeUndefined()
})
