/** The names of a stream's events, in their order. */
export const eventNames = (stream: string): string[] =>
  [...stream.matchAll(/^event: (.*)$/gm)].map(([, name]) => name!)
