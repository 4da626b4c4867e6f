import { join } from 'node:path'

/** Every path inside a recording, in one place. */
export function recordingPaths(root: string) {
  return {
    root,
    header: join(root, 'recording.json'),
    runs: join(root, 'runs'),
    run: (framework: string, run: number) =>
      join(root, 'runs', framework, `run_${String(run).padStart(3, '0')}.jsonl`),
    body: (sha256: string) => join(root, 'bodies', sha256.slice(0, 2), sha256),
  }
}

export type RecordingPaths = ReturnType<typeof recordingPaths>
