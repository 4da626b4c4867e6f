/** What a new experiment can begin with: a replay begins with a recorded one. */
export const PROVIDERS = ['openai', 'anthropic', 'azure-openai', 'openai-compatible', 'scripted'] as const
