import type { Price } from '@genai-devbench/schema'
export const PRICES: readonly { model: string; price: Price; as_of: string; source: string }[] = []
