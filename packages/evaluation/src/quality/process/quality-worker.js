// In the workspace the sources run as they are; the published form has a file of this name of its own (cli/build.js).
import { register } from 'tsx/esm/api'

register()

await import('./answer-requests.ts')
