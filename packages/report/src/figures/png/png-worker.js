// Draws images in a thread of its own (render-png.ts). In JavaScript, since a thread does not take over what makes the
// workspace's sources run.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { parentPort } from 'node:worker_threads'
import { Resvg, initWasm } from '@resvg/resvg-wasm'

/** Pixels of the image for one of the drawing. */
const SCALE = 2

/** Not compressed, as web fonts are: each drawing reads them anew. */
const FONTS = ['dejavu-fonts-ttf/ttf/DejaVuSans.ttf', 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf']

// V8's second compiler would take longer than it saves in the few tenths of a second for which images are drawn.
setFlagsFromString('--liftoff-only')
const [wasm, ...fontBuffers] = await Promise.all(
  ['@resvg/resvg-wasm/index_bg.wasm', ...FONTS].map(readDependency),
)
await initWasm(wasm)

// Drawings that came meanwhile are waiting: a port begins when it is listened to.
parentPort.on('message', (svg) => {
  const png = renderPng(svg)
  parentPort.postMessage(png, [png.buffer])
})

/** A file of a dependency, which lies beside the code in the published form. */
function readDependency(path) {
  const beside = new URL(basename(path), import.meta.url)
  return readFile(existsSync(beside) ? beside : createRequire(import.meta.url).resolve(path))
}

function renderPng(svg) {
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontBuffers, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  })
  try {
    const image = drawing.render()
    try {
      return image.asPng()
    } finally {
      image.free()
    }
  } finally {
    drawing.free()
  }
}
