import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVENT_TYPES } from '../../src/domain/event.ts'
import type { Language } from '../../src/domain/language.ts'
import { SHAPE_NAMES, type ShapeName } from '../../src/domain/webhook.ts'
import type { Message, Tellable } from '../../src/features/webhooks/shapes/shape.ts'
import { defaultTypes, isNews, SHAPES } from '../../src/features/webhooks/shapes/shapes.ts'

const PEOPLE = SHAPE_NAMES.filter((name) => SHAPES[name].forPeople)

const event = (message: string, type = 'stock.out'): Tellable => ({
  ...{ type, message, id: 'm1.stock.out', timestamp: '2026-11-21T09:30:00.000Z' },
})
const send = (
  shape: ShapeName,
  messages: readonly string[],
  { language = 'en' as Language, more = 0, type = 'stock.out' } = {},
): Message =>
  SHAPES[shape].message(
    messages.map((message) => event(message, type)),
    language,
    more,
  )

/** The text that people see, as the format of each service says. */
const READ: Readonly<Record<string, (body: string) => string>> = {
  slack: (body) => JSON.parse(body).blocks[0].text.text,
  discord: (body) => JSON.parse(body).content.replace(/\\(.)/g, '$1'),
  ntfy: (body) => body,
  teams: (body) =>
    JSON.parse(body)
      .attachments[0].content.body.slice(1)
      .map((block: { inlines: { text: string }[] }) => block.inlines[0]?.text)
      .join('\n'),
  mail: (body) => body,
}
const read = (shape: ShapeName, { body }: Message): string => READ[shape]?.(body) ?? ''

/** What each service takes at most, in its own measure. */
const FITS: Readonly<Record<string, (body: string) => boolean>> = {
  slack: (body) => JSON.parse(body).blocks[0].text.text.length <= 3_000,
  discord: (body) => JSON.parse(body).content.length <= 2_000,
  ntfy: (body) => Buffer.byteLength(body) <= 4_096,
  teams: (body) => Buffer.byteLength(body) <= 28_000,
  mail: () => true,
}

const OUT = 'Hermès, Blanche, Femme, 38 is out: the last one went.'

describe('what each service is sent', () => {
  test('slack: a block of plain text, and the same for the notification', () => {
    const { body, headers } = send('slack', [OUT, 'H&M is back: 2 available.'])
    expect(headers).toEqual({ 'content-type': 'application/json' })
    expect(JSON.parse(body)).toEqual({
      text: `${OUT}\nH&amp;M is back: 2 available.`,
      ...{ mrkdwn: false, unfurl_links: false, unfurl_media: false },
      blocks: [
        {
          type: 'section',
          text: { type: 'plain_text', emoji: false, text: `${OUT}\nH&M is back: 2 available.` },
        },
      ],
    })
  })

  test('discord: content that mentions nobody', () => {
    const { body, headers } = send('discord', [OUT])
    expect(headers).toEqual({ 'content-type': 'application/json' })
    expect(JSON.parse(body)).toEqual({
      content: OUT.replace(':', String.raw`\:`),
      ...{ allowed_mentions: { parse: [] }, flags: 4 },
    })
  })

  test('ntfy: text, and headers that say how urgent it is', () => {
    expect(send('ntfy', [OUT])).toEqual({
      body: OUT,
      headers: {
        ...{ 'content-type': 'text/plain; charset=utf-8', title: 'Stock' },
        ...{ tags: 'no_entry', priority: '4' },
      },
    })
    expect(send('ntfy', [OUT], { type: 'drift.found' }).headers.priority).toBe('5')
    expect(send('ntfy', [OUT], { type: 'product.created' }).headers).toMatchObject({
      ...{ priority: '3', tags: 'package' },
    })
  })

  test('teams: an adaptive card, a line for each event', () => {
    const { body, headers } = send('teams', [OUT, OUT], { language: 'fr', more: 3 })
    expect(headers).toEqual({ 'content-type': 'application/json' })
    const line = (text: string, look = {}) => ({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text, ...look }],
    })
    expect(JSON.parse(body)).toEqual({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            ...{ type: 'AdaptiveCard', version: '1.4' },
            body: [
              line('Stock : 5 nouvelles', { weight: 'Bolder' }),
              ...[line(OUT), line(OUT), line('Et 3 de plus.')],
            ],
          },
        },
      ],
    })
  })

  test('mail: what happened as the subject, or how much did', () => {
    expect(send('mail', [OUT])).toEqual({ body: OUT, headers: { subject: OUT } })
    expect(send('mail', [OUT, OUT])).toEqual({
      ...{ body: `${OUT}\n${OUT}`, headers: { subject: 'Stock: 2 events' } },
    })
    expect(send('mail', [`Today.\nSecond line.`]).headers.subject).toBe('Today.')
    expect(send('mail', ['é'.repeat(300)]).headers.subject).toBe(`${'é'.repeat(99)}…`)
  })
})

describe.each(PEOPLE)('%s', (shape) => {
  test('tells the oldest first, and how many more there are, in the language', () => {
    const messages = ['first', 'second', 'third']
    expect(read(shape, send(shape, messages, { more: 12 }))).toBe(
      'first\nsecond\nthird\nAnd 12 more.',
    )
    expect(read(shape, send(shape, messages, { more: 1, language: 'fr' }))).toBe(
      'first\nsecond\nthird\nEt 1 de plus.',
    )
  })

  test.each([
    ['@everyone @here', '@\u200Beveryone @\u200Bhere'],
    ['<!channel> <@U012> <at>Ines</at>', '‹!channel› ‹@\u200BU012› ‹at›Ines‹/at›'],
    ['https://evil.example/x', 'https:\u200B//evil.\u200Bexample/x'],
    ['see www.evil.example', 'see www.\u200Bevil.\u200Bexample'],
    ['[here](http://evil.example)', '[here](http:\u200B//evil.\u200Bexample)'],
    ['<http://evil.example|here>', '‹http:\u200B//evil.\u200Bexample|here›'],
    ['**bold** _it_ ~no~ `code` ||spoiler||', '**bold** _it_ ~no~ `code` ||spoiler||'],
    ['# heading', '# heading'],
    ['```', '```'],
    ['"} {{DATE(2017-02-14T06:00:00Z)}}', '"} {{DATE(2017-02-14T06:00:00Z)}}'],
    ['\u202Eturned\u0007\u001B[31m', 'turned[31m'],
    ['a\\b', 'a\\b'],
    ['H&M &lt;b&gt;', 'H&M &lt;b&gt;'],
    ['9.50 at 10:30.', '9.50 at 10:30.'],
  ])('shows %j as nothing but text', (text, shown) => {
    expect(read(shape, send(shape, [text]))).toBe(shown)
  })

  test.each([
    ['many long ones', Array(20).fill(`${'Hermès [*_x'.repeat(40)}.`)],
    ['one very long one', ['é<*_'.repeat(9_000)]],
    ['one of four bytes a letter', ['👟'.repeat(20_000)]],
  ])('%s fit, and what does not is counted', (_name, messages) => {
    const message = send(shape, messages, { more: 5 })
    expect(FITS[shape]?.(message.body)).toBe(true)
    const lines = read(shape, message).split('\n')
    const told = lines.length - 1
    expect(told).toBeGreaterThan(0)
    expect(lines.at(-1)).toBe(`And ${messages.length - told + 5} more.`)
    expect(message.body.isWellFormed()).toBe(true)
  })

  test('headers are ones that can be sent, whatever is told', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (messages) => {
        const message = send(shape, messages)
        expect(FITS[shape]?.(message.body)).toBe(true)
        if (shape === 'mail') expect(message.headers.subject).not.toMatch(/[\r\n]/)
        else expect(() => new Headers(message.headers)).not.toThrow()
      }),
      { numRuns: 30 },
    )
  })

  test('people are not told each sale', () => {
    const types = defaultTypes(shape)
    expect(EVENT_TYPES).toEqual(expect.arrayContaining([...types]))
    expect(types).toContain('stock.out')
    expect(types).not.toContain('sale.recorded')
  })
})

test.each([
  [{ out: 0, critical: 0, low: 0, error: '' }, false],
  [{ out: 0, critical: 0, low: 1, error: '' }, true],
  [{ out: 0, critical: 0, low: 0, error: 'no answer' }, true],
])('a check with %j is news: %s', (counts, expected) => {
  const data = { check: 'c', day: null, location: null, ...counts }
  expect(isNews({ type: 'check.done', data })).toBe(expected)
})
