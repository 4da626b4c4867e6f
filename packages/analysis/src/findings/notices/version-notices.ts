import type { Notice, PlanInResults, Results } from '@genai-devbench/schema'

/** Of declared changes `amended` speaks. */
export function severalConfigurations(hashes: readonly string[], { amendments }: PlanInResults): Notice[] {
  const declared = new Set(
    amendments.flatMap(({ from_config_sha256, to_config_sha256 }) => [from_config_sha256, to_config_sha256]),
  )
  if (hashes.length <= 1 || hashes.every((hash) => declared.has(hash))) return []
  return [
    {
      code: 'several_configurations',
      message: `The runs were made under ${hashes.length} different configurations: strictly, they are no one sample.`,
    },
  ]
}

export function severalVersions(frameworks: Results['frameworks']): Notice[] {
  const mixed = frameworks.flatMap(({ id, identity }) =>
    Object.entries(identity).flatMap(([part, versions]) =>
      versions.length > 1 ? [`${id}: ${part} ${versions.join(', ')}`] : [],
    ),
  )
  if (mixed.length === 0) return []
  return [{ code: 'several_versions', message: `Versions changed between runs (${mixed.join('; ')}).` }]
}
