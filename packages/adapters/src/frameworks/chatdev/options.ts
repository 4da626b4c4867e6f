import * as z from 'zod'

export const ChatDevOptions = z.strictObject({
  gui_design: z.boolean().default(false).meta({
    description:
      'Whether every program is to get a graphical interface, which ChatDev tells its programmer by default.',
  }),
})
export type ChatDevOptions = z.infer<typeof ChatDevOptions>
