import { isObject, stringified } from '../json/json.ts'
import type { Mutations } from '../calls/prepare-request.ts'

/**
 * Takes out of the messages of a whole chat completion what is not among `fields`: providers add fields over the years,
 * and a client may break at one that it does not know. The text is left as it is where there is nothing to take out.
 */
export function keepMessageFields(
  text: string,
  json: unknown,
  fields: readonly string[],
): { text: string; mutations: Mutations } {
  const mutations: Mutations = []
  if (isObject(json) && Array.isArray(json['choices'])) {
    for (const [index, choice] of json['choices'].entries()) {
      const message: unknown = isObject(choice) ? choice['message'] : undefined
      if (!isObject(message)) continue
      for (const name of Object.keys(message).filter((key) => !fields.includes(key))) {
        mutations.push({
          field: `response.choices.${index}.message.${name}`,
          from: stringified(message[name]) === undefined ? '[nested too deep]' : message[name],
          to: null,
        })
        delete message[name]
      }
    }
  }
  const kept = mutations.length === 0 ? text : stringified(json)
  return kept === undefined ? { text, mutations: [] } : { text: kept, mutations }
}
