import * as z from 'zod'

export const ChatDev2Options = z.strictObject({})
export type ChatDev2Options = z.infer<typeof ChatDev2Options>
