import type { Dialect } from './dialect.ts'

/** OpenAI's own, which every compatible server speaks. */
export const openAiDialect: Dialect = {
  path: ({ path }) => path,
  headers: (apiKey) => (apiKey === undefined ? [] : ['authorization', `Bearer ${apiKey}`]),
}
