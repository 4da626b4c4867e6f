/** A model without the date of its snapshot. OpenAI: gpt-4o-2024-08-06. Anthropic: claude-sonnet-4-20250514. */
export const modelFamily = (model: string): string => model.replace(/-\d{4}-?\d{2}-?\d{2}$/, '')
