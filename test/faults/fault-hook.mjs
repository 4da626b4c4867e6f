// Preloaded into a runner (node --import): strikes it at the n-th thing that it does to the files of its experiment, or to a process.
// The environment variable DEVBENCH_FAULT holds {root, kind, at, torn, count}: see fault.ts.
import childProcess from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { root, kind, at, torn, count } = JSON.parse(process.env.DEVBENCH_FAULT)
const { openSync, writeSync, readdirSync, readFileSync, writeFileSync } = fs
/** Open files of the experiment. */
const descriptors = new Set()
let done = 0

const isOurs = (target) =>
  typeof target === 'number' ? descriptors.has(target) : String(target).startsWith(root)

/** @param tear writes half of what was to be written */
function act(target, tear) {
  if (!isOurs(target)) return
  done++
  if (kind === 'full disk') {
    if (done < at || tear === undefined) return
    if (torn && done === at) tear()
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    })
  }
  if (done !== at) return
  // A runner that lives writes the whole.
  if (torn && kind !== 'frameworks') tear?.()
  if (kind !== 'runner') for (const pid of descendants()) kill(pid)
  if (kind !== 'frameworks') kill(process.pid)
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

function descendants() {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
        return [[Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0])]]
      } catch {
        return []
      }
    })
  const found = new Set([process.pid])
  for (let size = 0; size < found.size;) {
    size = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  found.delete(process.pid)
  return found
}

const half = (data) => Buffer.from(data).subarray(0, Math.floor(Buffer.byteLength(data) / 2))
const writes = (flags) => typeof flags === 'string' && /[wa+]/.test(flags)
const none = () => {}

for (const name of ['mkdir', 'rename', 'rm', 'rmdir', 'copyFile', 'cp']) {
  // What makes something new needs room; what takes away does not.
  const tear = ['mkdir', 'copyFile', 'cp'].includes(name) ? none : undefined
  const { [name]: later } = fs.promises
  fs.promises[name] = async (...args) => {
    act(args[0], tear)
    return later(...args)
  }
  const { [`${name}Sync`]: atOnce } = fs
  fs[`${name}Sync`] = (...args) => {
    act(args[0], tear)
    return atOnce(...args)
  }
}

const { writeFile, open } = fs.promises
fs.promises.writeFile = async (path, data, options) => {
  act(path, () => writeFileSync(path, half(data)))
  return writeFile(path, data, options)
}
fs.promises.open = async (path, flags, ...rest) => {
  if (writes(flags)) act(path, none)
  const file = await open(path, flags, ...rest)
  if (isOurs(path)) descriptors.add(file.fd)
  return file
}
fs.openSync = (path, flags, ...rest) => {
  if (writes(flags)) act(path, none)
  const descriptor = openSync(path, flags, ...rest)
  if (isOurs(path)) descriptors.add(descriptor)
  return descriptor
}
fs.writeFileSync = (target, data, ...rest) => {
  // What is appended comes by here too.
  if (typeof target !== 'number') act(target, () => writeFileSync(target, half(data)))
  return writeFileSync(target, data, ...rest)
}
const { appendFileSync } = fs
fs.appendFileSync = (target, data, ...rest) => {
  act(target, () => writeSync(target, half(data)))
  return appendFileSync(target, data, ...rest)
}
const { spawn } = childProcess
childProcess.spawn = (...args) => {
  act(root)
  const child = spawn(...args)
  act(root)
  return child
}

const sample = await open(import.meta.filename)
const FileHandle = Object.getPrototypeOf(sample)
await sample.close()
for (const name of ['writeFile', 'appendFile']) {
  const original = FileHandle[name]
  FileHandle[name] = async function (data, ...rest) {
    act(this.fd, () => writeSync(this.fd, half(data)))
    return original.call(this, data, ...rest)
  }
}
for (const name of ['sync', 'datasync']) {
  const original = FileHandle[name]
  FileHandle[name] = async function () {
    act(this.fd)
    return original.call(this)
  }
}
const { close } = FileHandle
FileHandle.close = function () {
  descriptors.delete(this.fd)
  return close.call(this)
}

syncBuiltinESMExports()
if (count !== undefined) process.on('exit', () => writeFileSync(count, String(done)))
