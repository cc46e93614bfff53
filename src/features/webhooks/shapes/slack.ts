import type { Shape } from './shape.ts'
import { MOST_TOLD, textOf } from './text.ts'

/** Characters that a text of a block may have: docs.slack.dev/reference/block-kit/composition-objects/text-object */
const MOST_CHARACTERS = 3_000

/** An incoming webhook of Slack. `text` is what its notification shows, the block is what the channel does. */
export const slack: Shape = {
  forPeople: true,
  most: MOST_TOLD,
  message(events, language, more) {
    const text = textOf(events, language, more, { most: MOST_CHARACTERS })
    const plain = { type: 'plain_text', text, emoji: false }
    const body = {
      text: text.replaceAll('&', '&amp;'),
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
      blocks: [{ type: 'section', text: plain }],
    }
    return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  },
}
