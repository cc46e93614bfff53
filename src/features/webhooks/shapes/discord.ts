import type { Shape } from './shape.ts'
import { MOST_TOLD, textOf } from './text.ts'

/** Characters of `content`: discord.com/developers/docs/resources/webhook#execute-webhook */
const MOST_CHARACTERS = 2_000

/** Message flag: no previews of what may look like a link. */
const SUPPRESS_EMBEDS = 4

const MARKDOWN = /[\\*_~`|#>+\-[\]():]/g

/** A webhook of Discord. Nobody is notified by what is in a name. */
export const discord: Shape = {
  forPeople: true,
  most: MOST_TOLD,
  message(events, language, more) {
    const written = (text: string) => text.replace(MARKDOWN, String.raw`\$&`)
    const body = {
      content: textOf(events, language, more, { most: MOST_CHARACTERS, written }),
      allowed_mentions: { parse: [] },
      flags: SUPPRESS_EMBEDS,
    }
    return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  },
}
