import { join } from 'node:path'
import { JsonLinesFile } from '@genai-devbench/files'
import type { AuditedCall } from '@genai-devbench/schema'
import { keepBody } from '../recording/keep-body.ts'

/** The audit log of one run: a file of lines, and a directory of bodies that is made when there are some. */
export class AuditLog implements Disposable {
  readonly #file: JsonLinesFile
  readonly #bodies: string

  constructor({ audit, auditBodies }: { audit: string; auditBodies: string }) {
    this.#file = new JsonLinesFile(audit)
    this.#bodies = auditBodies
  }

  append(call: AuditedCall): void {
    this.#file.append(call)
  }

  keep(body: Buffer): string {
    return keepBody(body, (sha256) => join(this.#bodies, sha256.slice(0, 2), sha256))
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]()
  }
}
