/** One thing in an experiment, wherever it lies. Paths are relative to the experiment, with forward slashes. */
export type Entry =
  | { kind: 'directory'; path: string }
  | { kind: 'link'; path: string; target: string }
  | { kind: 'file'; path: string; size: number; executable: boolean; content: AsyncIterable<Uint8Array> }
  /** A socket, a pipe or a device: it has no content. */
  | { kind: 'special'; path: string }
