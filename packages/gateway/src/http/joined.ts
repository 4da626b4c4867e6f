/** All the bytes as one buffer; a body that came in one piece is not copied. */
export const joined = (chunks: readonly Buffer[]): Buffer => {
  const [first] = chunks
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks)
}
