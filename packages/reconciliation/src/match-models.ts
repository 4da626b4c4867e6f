import { modelFamily } from '@genai-devbench/schema'

/**
 * The names under which a provider reports the models of the experiment: its own where it is reported; else, of the names
 * that nobody has, those of the same family, where only one model of the experiment is without a name in it.
 */
export function matchModels(own: readonly string[], reported: readonly string[]): Map<string, string[]> {
  const left = new Set(reported)
  const names = new Map<string, string[]>()
  for (const model of own) if (left.delete(model)) names.set(model, [model])
  const unnamed = [...new Set(own)].filter((model) => !names.has(model))
  for (const model of unnamed) {
    const family = modelFamily(model)
    if (unnamed.filter((other) => modelFamily(other) === family).length > 1) continue
    const relatives = [...left].filter((name) => modelFamily(name) === family)
    if (relatives.length > 0) names.set(model, relatives)
  }
  return names
}
