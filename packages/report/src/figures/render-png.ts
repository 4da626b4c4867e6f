import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'

/** Pixels of the image for one of the drawing. */
const SCALE = 2

/** The same drawing gives the same bytes on any machine: the program is WebAssembly and brings its font. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { Resvg, fonts } = await (renderer ??= loadRenderer())
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontBuffers: fonts, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
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

interface Renderer {
  Resvg: typeof import('@resvg/resvg-wasm').Resvg
  fonts: Uint8Array[]
}

/** Loaded with the first figure: it takes longer than the rest of a command together. */
let renderer: Promise<Renderer> | undefined

async function loadRenderer(): Promise<Renderer> {
  const { Resvg, initWasm } = await import('@resvg/resvg-wasm')
  const [wasm, ...fonts] = await Promise.all(FILES.map(readDependency))
  await initWasm(wasm)
  return { Resvg, fonts }
}

const FONT = '@fontsource/dejavu-sans/files/dejavu-sans-latin'
/** The font has Greek, Cyrillic and mathematical signs too, whatever its name says. */
const FILES = ['@resvg/resvg-wasm/index_bg.wasm', `${FONT}-400-normal.woff2`, `${FONT}-700-normal.woff2`]

/** A file of a dependency, which lies beside the code in the published form. */
async function readDependency(path: string): Promise<Uint8Array> {
  const beside = new URL(basename(path), import.meta.url)
  return readFile(existsSync(beside) ? beside : createRequire(import.meta.url).resolve(path))
}
