// In the workspace the sources run as they are; the published form has bins of its own (see build.js).
import { register } from 'tsx/esm/api'

register()

export async function runFromSource(args) {
  const { main } = await import('../src/main.ts')
  return main(args)
}
