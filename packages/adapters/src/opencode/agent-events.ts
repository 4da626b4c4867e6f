import * as z from 'zod'

const AgentEvent = z.object({
  type: z.string(),
  sessionID: z.string().optional(),
  part: z.object({ text: z.string().optional() }).optional(),
  error: z
    .object({
      name: z.string(),
      data: z.object({ message: z.string(), statusCode: z.int().optional() }).partial().optional(),
    })
    .optional(),
})
export type AgentEvent = z.infer<typeof AgentEvent>

/** One event per line; the first line may be cut. */
export function eventsOf(stdout: string): AgentEvent[] {
  return stdout.split('\n').flatMap((line) => {
    try {
      return AgentEvent.safeParse(JSON.parse(line)).data ?? []
    } catch {
      return []
    }
  })
}

/** The last thing that went wrong. */
export function errorOf(events: readonly AgentEvent[]): string | undefined {
  const error = events.findLast((event) => event.error)?.error
  if (!error) return undefined
  const { message, statusCode } = error.data ?? {}
  return `${message ?? error.name}${statusCode === undefined ? '' : ` (status ${statusCode})`}`.slice(0, 500)
}
