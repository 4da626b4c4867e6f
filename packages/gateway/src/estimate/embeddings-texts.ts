import { type ApiTexts, RequestTexts } from './api-texts.ts'

/** One text or several, each as it is or as the numbers of its tokens. */
export const embeddingsTexts: ApiTexts = {
  read({ input }) {
    const read = new RequestTexts()
    for (const one of Array.isArray(input) ? input.flat() : [input]) {
      if (typeof one === 'number') read.overhead += 1
      else if (typeof one === 'string') read.text(one)
      else read.cannotRead('no input')
    }
    return read
  },
}
