// Makes the published form in dist/: everything bundled and split by command, so that a command loads only its own
// code and starts quickly. The workspace never runs it; `pnpm bench` and the release do.
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { chmod, cp, readdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const BINS = [
  'devbench',
  'list-config-sets',
  'new-experiment',
  'run-experiment',
  'analyze',
  'plan',
  'compare',
  'reconcile-usage',
  'list-experiments',
]

// Installed beside dist/, as dependencies of this package: they find files beside their own code, or are programs.
const ANALYSERS = ['@astral-sh/ruff-wasm-nodejs', '@vscode/tree-sitter-wasm', 'marked', 'oxlint']

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const adapters = '../adapters/src'
const frameworks = await readdir(here(`${adapters}/frameworks`))

await rm(here('dist'), { recursive: true, force: true })
await build({
  entryPoints: {
    main: here('src/main.ts'),
    // A process and a thread of their own.
    'quality-worker': here('../evaluation/src/quality/process/answer-requests.ts'),
    'png-worker': here('../report/src/figures/png/png-worker.js'),
    // Entries of their own: the registry finds adapters as folders here too.
    ...Object.fromEntries(
      frameworks.map((id) => [`frameworks/${id}/adapter`, here(`${adapters}/frameworks/${id}/adapter.ts`)]),
    ),
  },
  outdir: here('dist'),
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  // Vega's CommonJS form loses its exports when it is bundled.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  // CommonJS dependencies call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  // A canvas is optional for vega; SVG needs none.
  external: ['canvas', ...ANALYSERS],
})

// Data that the code finds beside itself.
await cp(here(`${adapters}/baseline/agent.mjs`), here('dist/agent.mjs'))
await cp(here(`${adapters}/scripted/apps`), here('dist/apps'), { recursive: true })
await cp(here('../evaluation/src/quality/test-coverage/programs'), here('dist/programs'), { recursive: true })
// The renderer of images and its fonts.
const { resolve } = createRequire(here('../report/package.json'))
for (const path of [
  '@resvg/resvg-wasm/index_bg.wasm',
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
]) {
  await cp(resolve(path), here(`dist/${basename(path)}`))
}
await cp(here('../../config_sets'), here('dist/config_sets'), { recursive: true })
for (const id of frameworks) {
  const data = (path) => !path.endsWith('.ts')
  await cp(here(`${adapters}/frameworks/${id}`), here(`dist/frameworks/${id}`), {
    recursive: true,
    filter: data,
  })
}

for (const bin of BINS) {
  const args = bin === 'devbench' ? 'process.argv.slice(2)' : `['${bin}', ...process.argv.slice(2)]`
  const file = here(`dist/${bin}.js`)
  await writeFile(
    file,
    `#!/usr/bin/env node\nimport { main } from './main.js'\n\nprocess.exitCode = await main(${args})\n`,
  )
  await chmod(file, 0o755)
}
