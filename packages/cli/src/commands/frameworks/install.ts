import { installFramework, loadAdapter } from '@genai-devbench/adapters'
import { UserError } from '@genai-devbench/schema'
import { interruptSignal } from '../../interrupt-signal.ts'

export async function installFrameworksCommand(ids: string[], { from }: { from?: string }): Promise<number> {
  if (from !== undefined && ids.length > 1)
    throw new UserError('bad_usage', '--from names the checkout of one framework.', {
      hint: 'Install them one by one.',
    })
  using interrupt = interruptSignal()
  for (const adapter of await Promise.all(ids.map(loadAdapter))) {
    const print = (text: string): void => void process.stdout.write(`${adapter.id}: ${text}\n`)
    const dir = await installFramework(adapter, {
      signal: interrupt.signal,
      report: print,
      ...(from === undefined ? {} : { from }),
    })
    print(
      dir === undefined
        ? 'built in, nothing to install'
        : `installed in ${dir}\nCheck it: devbench frameworks doctor ${adapter.id}`,
    )
  }
  return 0
}
