import type { EventType } from '../../../domain/event.ts'
import type { Shape } from './shape.ts'
import { MOST_TOLD, textOf, titleOf } from './text.ts'

/** Bytes of a message; a longer one would become an attachment: docs.ntfy.sh/publish/#limitations */
const MOST_BYTES = 4_096

interface Look {
  /** Short code of an emoji: docs.ntfy.sh/emojis */
  readonly tag: string
  /** 3 is the usual one, 4 is high, 5 rings as long as it can. */
  readonly priority: 3 | 4 | 5
}

const USUAL: Look = { tag: 'package', priority: 3 }

const LOOKS: { readonly [Type in EventType]?: Look } = {
  'stock.out': { tag: 'no_entry', priority: 4 },
  'stock.low': { tag: 'warning', priority: 3 },
  'stock.back': { tag: 'white_check_mark', priority: 3 },
  'reservation.expired': { tag: 'hourglass', priority: 3 },
  'check.done': { tag: 'mag', priority: 3 },
  'person.signed_in_first': { tag: 'bust_in_silhouette', priority: 3 },
  'drift.found': { tag: 'rotating_light', priority: 5 },
  'digest.ready': { tag: 'newspaper', priority: 3 },
}

/** A topic of ntfy. The text is shown as it is. */
export const ntfy: Shape = {
  forPeople: true,
  most: MOST_TOLD,
  message(events, language, more) {
    const looks = events.map(({ type }) => LOOKS[type as EventType] ?? USUAL)
    return {
      body: textOf(events, language, more, { most: MOST_BYTES, sizeOf: Buffer.byteLength }),
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        title: titleOf(events.length + more, language),
        tags: [...new Set(looks.map(({ tag }) => tag))].join(','),
        priority: String(Math.max(...looks.map(({ priority }) => priority))),
      },
    }
  },
}
