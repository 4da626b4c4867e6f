import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTemporaryDirectory } from '@genai-devbench/files'

const directory = await makeTemporaryDirectory('test')
await writeFile(join(directory, 'something'), '')
console.log(directory)
// Until it is killed.
setInterval(() => {}, 1000)
