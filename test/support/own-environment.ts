import { afterAll } from 'vitest'

const environment = { ...process.env }
const directory = process.cwd()

/** Test files share their process: each leaves it as it was. */
afterAll(() => {
  process.chdir(directory)
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
})
