import { pricedModel } from '@genai-devbench/gateway'
import { BUDGET_SCOPES, type Llm, type Problem } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'
import { pricesOf } from '../open-provider.ts'

/** A budget in USD holds nothing back where the price of the model is not known. */
export function budgetProblems(llm: Llm, model: string, problemAt: LoadedConfig['problemAt']): Problem[] {
  const priced = pricedModel(llm.provider, model)
  if (pricesOf(llm).lookup(priced) !== undefined) return []
  return BUDGET_SCOPES.filter((scope) => llm.budget?.[scope]?.usd !== undefined).map((scope) =>
    problemAt(
      ['llm', 'budget', scope, 'usd'],
      `the model ${priced} has no price, so its cost cannot be held to a budget.`,
      `Give it one under llm.prices (${priced}: {input: ..., output: ...}, USD per million tokens), or give the budget in tokens.`,
    ),
  )
}
