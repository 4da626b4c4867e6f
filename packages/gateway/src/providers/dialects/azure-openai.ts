import type { Dialect } from './dialect.ts'

/** What Azure serves below the deployment of one model; the rest has its model in the request alone. */
const BY_DEPLOYMENT = /^\/(chat\/completions|embeddings|images\/generations)(?=\?|$)/

/**
 * Azure OpenAI: a version in every URL, and a deployment, which is the request's model here, in some.
 * Source: Azure OpenAI REST API reference, "API specs".
 *
 * @param apiVersion such as 2024-10-21
 */
export const azureOpenAiDialect = (apiVersion: string): Dialect => ({
  path({ path, model }) {
    const where =
      BY_DEPLOYMENT.test(path) && model !== null ? `/deployments/${encodeURIComponent(model)}` : ''
    return `/openai${where}${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`
  },
  headers: (apiKey) => (apiKey === undefined ? [] : ['api-key', apiKey]),
})
