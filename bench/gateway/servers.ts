import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Cost } from './cost.ts'
import type { Target } from './load.ts'

export interface Server extends AsyncDisposable {
  child: ChildProcess
  /** What it said when it was ready. */
  hello: { port: number; url?: string; key?: string }
}

const SERVERS = ['upstream', 'bare-pipe', 'metering']

/** As packages/cli/build.js makes the published form: what runs from source is slower. */
export async function bundleServers(directory: string): Promise<void> {
  await build({
    entryPoints: SERVERS.map((name) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url))),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // CommonJS dependencies call require for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  })
}

/** A process of its own, so that the load is not on the same thread. */
export async function startServer(scripts: string, name: string, ...args: string[]): Promise<Server> {
  const child = fork(join(scripts, `${name}.mjs`), args, { execArgv: [] })
  const [hello] = (await once(child, 'message')) as [Server['hello']]
  return {
    child,
    hello,
    async [Symbol.asyncDispose]() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

/** Chat completions on a server: the gateway says where it has them, the others take any path. */
export const targetOf = ({ hello: { port, url, key = '' } }: Server, query: string): Target => ({
  origin: `http://127.0.0.1:${port}`,
  path: `${url === undefined ? '' : new URL(url).pathname}/chat/completions?${query}`,
  key,
})

export async function costOf({ child }: Server): Promise<Cost> {
  child.send('cost')
  const [cost] = (await once(child, 'message')) as [Cost]
  return cost
}
