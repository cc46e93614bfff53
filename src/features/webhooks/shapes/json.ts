import type { Shape } from './shape.ts'

/** Enough that an endpoint far away keeps up, and few enough for a body that every receiver takes. */
const MOST = 200

/**
 * The payload of Standard Webhooks: always a list, so that a receiver has one way to read it however many there are.
 */
export const json: Shape = {
  forPeople: false,
  most: MOST,
  message: (events) => ({
    body: JSON.stringify({
      type: 'events',
      timestamp: events.at(-1)?.timestamp ?? '',
      data: events,
    }),
    headers: { 'content-type': 'application/json' },
  }),
}
