import { loadAdapter, removeFramework } from '@genai-devbench/adapters'

export async function removeFrameworksCommand(ids: string[]): Promise<number> {
  for (const { id } of await Promise.all(ids.map(loadAdapter))) {
    process.stdout.write(`${id}: ${(await removeFramework(id)) ? 'removed' : 'was not installed'}\n`)
  }
  return 0
}
