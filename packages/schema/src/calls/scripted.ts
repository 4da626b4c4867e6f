/** What an adapter's scripted model is asked: one chat request, with where it stands in the experiment. */
export interface ScriptedRequest {
  phase: string
  /** Prompt of the step under way, as the experiment has it. */
  prompt: string
  messages: { role: string; text: string }[]
  /** Names of the tools on offer. */
  tools: string[]
  /** Seeded for this run, step and call: the same experiment gives the same replies. In [0, 1). */
  random: () => number
  /** This answer is to be unusable: what a defect is depends on the framework. */
  isDefective: boolean
}

export type ScriptedReply = { text: string } | { tool: string; arguments: Record<string, unknown> }

/** The offline stand-in for a model, for one framework: it knows what that framework asks and answers what lets it go on. */
export type ScriptedModel = (request: ScriptedRequest) => ScriptedReply
