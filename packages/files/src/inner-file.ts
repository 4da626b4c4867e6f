import { lstatSync, readFileSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'

const MAX_TEXT_BYTES = 1_000_000

/** `fault` goes on after the name of the file: "is empty." */
export type InnerText = { text: string } | { fault: string; hint: string }

/**
 * Reads a text file that must lie inside `root`: there, regular, not empty, UTF-8 text, not leading out by a symbolic
 * link. What is wrong comes back as data, so that a caller can collect all problems. At once: it is small, and a look at
 * it through the thread pool would take many times as long.
 */
export function readInnerText(root: string, innerPath: string): InnerText {
  const path = join(root, innerPath)
  try {
    const real = realpathSync.native(path)
    const realRoot = realpathSync.native(root)
    if (real !== realRoot && !real.startsWith(realRoot + sep)) {
      return { fault: 'leads out of its directory by a symbolic link.', hint: 'Copy the file inside.' }
    }
    const stat = lstatSync(real)
    if (stat.isDirectory()) return { fault: 'is a directory.', hint: 'Name a text file.' }
    if (!stat.isFile()) return { fault: 'is not a regular file.', hint: 'Name a text file.' }
    if (stat.size > MAX_TEXT_BYTES)
      return { fault: `is larger than ${MAX_TEXT_BYTES} bytes.`, hint: 'Is this the right file?' }
    return textOf(readFileSync(real))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return { fault: 'does not exist.', hint: 'Create it or correct the path.' }
    if (code === 'ELOOP')
      return { fault: 'is a symbolic link to itself.', hint: 'Replace it by a text file.' }
    return { fault: `cannot be read (${code}).`, hint: 'Check its permissions.' }
  }
}

function textOf(bytes: Buffer): InnerText {
  if (bytes.includes(0))
    return { fault: 'is not text (it holds NUL bytes).', hint: 'Name a UTF-8 text file.' }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { fault: 'is not UTF-8 text.', hint: 'Save it as UTF-8.' }
  }
  if (text.trim() === '') return { fault: 'is empty.', hint: 'Write the text into it.' }
  return { text }
}
