import type { Shape } from './shape.ts'
import { MOST_TOLD, textOf, titleOf } from './text.ts'

/**
 * Bytes of a message. Teams takes 28 KB, with what the workflow adds:
 * learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
const MOST_BYTES = 24_000

/** A line. A TextRun knows no Markdown, as a TextBlock does: adaptivecards.io/explorer/TextRun.html */
const lineOf = (text: string, look: object = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...look }],
})

const cardOf = (title: string, text: string): string =>
  JSON.stringify({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            lineOf(title, { weight: 'Bolder' }),
            ...text.split('\n').map((line) => lineOf(line)),
          ],
        },
      },
    ],
  })

/** A workflow of Teams, "Post to a channel when a webhook request is received": an adaptive card. */
export const teams: Shape = {
  forPeople: true,
  most: MOST_TOLD,
  message(events, language, more) {
    const title = titleOf(events.length + more, language)
    const sizeOf = (text: string) => Buffer.byteLength(cardOf(title, text))
    const text = textOf(events, language, more, { most: MOST_BYTES, sizeOf })
    return { body: cardOf(title, text), headers: { 'content-type': 'application/json' } }
  },
}
