import { statSync, truncateSync } from 'node:fs'
import { JsonLinesFile, writeFileAtomic } from '@genai-devbench/files'

const [task, path = ''] = process.argv.slice(2)
if (task === 'replace') await replace()
else append()

/** Writes more than there is room for. */
async function replace(): Promise<void> {
  await writeFileAtomic(path, 'x'.repeat(1_000_000)).then(
    () => console.log('written'),
    (error: NodeJS.ErrnoException) => console.log(error.code),
  )
}

/** Appends until there is no room, makes some, and appends once more. */
function append(): void {
  using file = new JsonLinesFile(path)
  try {
    for (;;) file.append({ filler: 'x'.repeat(1000) })
  } catch (error) {
    console.log(error instanceof Error && 'code' in error ? error.code : error)
  }
  truncateSync(path, statSync(path).size - 100)
  file.append({ last: true })
}
