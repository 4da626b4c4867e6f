/** What the semantic conventions of OpenTelemetry call a provider of the config. */
export const providerName = (provider: string): string =>
  provider === 'azure-openai' ? 'azure.ai.openai' : provider
