import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { Counter, Gauge, type Registry } from 'prom-client'
import { z } from 'zod'
import type { Identity } from '../domain/api-key.ts'
import { StockError } from '../domain/errors.ts'
import {
  type EventPosition,
  type EventRows,
  formatPosition,
  isAfter,
  type PlacedRow,
} from '../domain/event.ts'
import { LANGUAGES, type Language } from '../domain/language.ts'
import { say } from '../domain/say.ts'
import type { EventLog } from '../features/events/event-log.ts'
import { readAfter, readTypes } from '../features/events/events.ts'
import { type EventReader, viewsOf } from '../features/events/views.ts'
import { spoken } from '../operations/schemas.ts'
import { identify } from './api-key.ts'
import { problems } from './operations.ts'

// Events as they happen, as server-sent events (WHATWG HTML, section 9.2). Each reader is written to as fast as it
// takes what it gets, and nothing waits for it in memory but one page.

/** What a process allows its streams. */
export interface StreamLimits {
  readonly mostPerKey: number
  /** Of all keys. */
  readonly most: number
  /** Milliseconds from one sign of life to the next: less than proxies wait. */
  readonly heartbeatMs: number
  /** Milliseconds after which a key is looked at again. */
  readonly recheckMs: number
  /** Milliseconds that a reader may need to take a page. */
  readonly patienceMs: number
}

const LIMITS: StreamLimits = {
  mostPerKey: 10,
  most: 1_000,
  heartbeatMs: 15_000,
  recheckMs: 3_000,
  patienceMs: 30_000,
}

/** Rows of a page: a few hundred kB at most. */
const PAGE = 100

/** How long a database that does not answer is left alone. */
const PAUSE_MS = 1_000

/** How long a reader may need to take the end. */
const LINGER_MS = 1_000

/** Browsers come back after a part of this, not all at once. */
const RETRY_MS = { least: 1_000, spread: 2_000 }

/** Why a stream ends, and what its reader is told. */
const ENDS = {
  shutdown: {
    en: 'The service restarts: connect again in a moment and go on at the last position.',
    fr: 'Le service redémarre : reconnectez-vous dans un instant et reprenez à la dernière position.',
  },
  'key-ended': {
    en: 'The key, token or session is no longer valid: connect again with one that is.',
    fr: 'La clé, le jeton ou la session n’est plus valable : reconnectez-vous avec un autre qui l’est.',
  },
  'rights-changed': {
    en: 'What you may see has changed: connect again and go on at the last position.',
    fr: 'Ce que vous pouvez voir a changé : reconnectez-vous et reprenez à la dernière position.',
  },
  'too-slow': {
    en: 'You did not take what happened in time: connect again, go on at the last position.',
    fr: 'Vous n’avez pas pris à temps ce qui s’est passé : reconnectez-vous, reprenez à la dernière position.',
  },
  'internal-error': {
    en: 'Something is wrong in this service: connect again in a moment.',
    fr: 'Quelque chose ne va pas dans ce service : reconnectez-vous dans un instant.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>

type End = keyof typeof ENDS

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx would wait until it has some kB.
  'x-accel-buffering': 'no',
  connection: 'close',
}

interface Stream {
  readonly request: FastifyRequest
  readonly raw: ServerResponse
  /** Of what it is told. */
  readonly language: Language
  readonly ending: AbortController
  /** How far its reader was told. */
  position: EventPosition
}

interface Options {
  readonly registry: Registry
  /** Connections of the process: at most half of them are for streams. */
  readonly maxConnections: number
  readonly limits?: Partial<StreamLimits> | undefined
}

const Query = z.strictObject({
  after: spoken(
    'Where to begin: position of an event or of an answer, seq of a movement, 0 for the beginning; now where it is missing. The header Last-Event-ID goes before it.',
    40,
  ),
  types: spoken('Only these, with commas: sale.recorded,stock.*', 400),
  language: z
    .preprocess((said) => said || undefined, z.enum(LANGUAGES).optional())
    .optional()
    .meta({
      type: 'string',
      enum: [...LANGUAGES],
      description: 'Of message; that of Accept-Language where it is missing.',
    }),
})

/** Serves what happens to those who follow it. Only for a scope whose requests have an identity. */
export function serveEventStream(app: FastifyInstance, options: Options): void {
  const { registry, maxConnections, limits } = options
  const most = Math.min(LIMITS.most, Math.floor(maxConnections / 2))
  const bounds = { ...LIMITS, most, ...limits }
  const open = new Set<Stream>()
  const dropped = watch(open, registry)
  const texts = createTexts()
  let clocks: NodeJS.Timeout[] = []
  let isClosing = false

  app.addHook('onReady', async () => {
    clocks = [
      setInterval(beat, bounds.heartbeatMs).unref(),
      setInterval(recheck, bounds.recheckMs).unref(),
    ]
  })
  // Before the server waits for the requests in flight.
  app.addHook('preClose', async () => {
    isClosing = true
    for (const clock of clocks) clearInterval(clock)
    for (const stream of open) end(stream, 'shutdown')
  })

  const route = { config: { isLive: true as const }, schema }
  app.withTypeProvider<ZodTypeProvider>().get('/events/stream', route, async (request, reply) => {
    const { shop, identity, query, headers } = request
    if (request.method === 'HEAD') return reply.headers(HEADERS).send('')
    const types = readTypes(query.types)
    const language = query.language ?? request.listener.language
    const reader: EventReader = { key: identity, language, types }
    const after = String(headers['last-event-id'] ?? '') || query.after
    const begin = await readAfter(shop.events, after ?? 'now')
    const page = await shop.events.read(begin, PAGE)
    requireRoom(identity)
    reply.hijack()
    const { raw } = reply
    // It left while it was waiting.
    if (raw.destroyed) return
    raw.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), ...HEADERS })
    const stream = start(request, raw, begin, language)
    follow(stream, reader, page).catch((err) => {
      if (stream.ending.signal.aborted) return
      request.log.error({ reqId: request.id, err }, 'An event stream failed')
      end(stream, 'internal-error')
    })
  })

  /** @throws StockError 'too-many-streams', 'overloaded' */
  function requireRoom({ name }: Identity): void {
    if (isClosing) throw new StockError('overloaded', say(ENDS.shutdown))
    const own = [...open].filter(({ request }) => request.identity.name === name).length
    if (own >= bounds.mostPerKey) {
      throw new StockError(
        'too-many-streams',
        say({
          en: `${name} has ${own} event streams open, and may have ${bounds.mostPerKey}. Close one, or read GET /events now and then.`,
          fr: `${name} a ${own} flux d’événements ouverts, et peut en avoir ${bounds.mostPerKey}. Fermez-en un, ou lisez GET /events de temps en temps.`,
        }),
        { most: bounds.mostPerKey },
      )
    }
    if (open.size < bounds.most) return
    throw new StockError(
      'overloaded',
      say({
        en: `All ${bounds.most} event streams of this service are taken. Read GET /events now and then, or try again later.`,
        fr: `Les ${bounds.most} flux d’événements de ce service sont tous pris. Lisez GET /events de temps en temps, ou réessayez plus tard.`,
      }),
    )
  }

  function start(
    request: FastifyRequest,
    raw: ServerResponse,
    position: EventPosition,
    language: Language,
  ): Stream {
    const stream = { request, raw, position, language, ending: new AbortController() }
    open.add(stream)
    raw.once('close', () => {
      open.delete(stream)
      stream.ending.abort()
    })
    // A reader that is gone is no fault; close follows.
    raw.on('error', () => {})
    return stream
  }

  async function follow(stream: Stream, reader: EventReader, first: EventRows): Promise<void> {
    const { request, raw, ending } = stream
    const { events } = request.shop
    const wasRestored = isAfter(stream.position, first.newest)
    const retry = Math.round(RETRY_MS.least + Math.random() * RETRY_MS.spread)
    raw.write(`retry: ${retry}\n\n`)
    if (!wasRestored) raw.write(frame('begin', placeOf(stream.position), stream.position))
    let page = wasRestored ? { ...first, rows: [], position: first.newest } : first
    let isFirst = !wasRestored
    for (;;) {
      const { rows, position } = page
      stream.position = position
      if (rows.length > 0) raw.write(texts.of(rows, reader))
      else if (!isFirst) raw.write(frame('restarted', restartedAt(position, stream), position))
      if (!(await isTaken(stream))) return drop(stream)
      isFirst = false
      page = await nextOf(events, position, ending.signal)
    }
  }

  /** Whether the reader takes what was written to it, in time; or is gone. */
  function isTaken({ raw, ending }: Stream): Promise<boolean> | boolean {
    if (!raw.writableNeedDrain || ending.signal.aborted) return true
    return new Promise((resolve) => {
      const settle = (taken: boolean) => () => {
        clearTimeout(clock)
        raw.off('drain', onTaken).off('close', onTaken)
        resolve(taken)
      }
      const onTaken = settle(true)
      const clock = setTimeout(settle(false), bounds.patienceMs)
      raw.on('drain', onTaken).on('close', onTaken)
    })
  }

  function drop(stream: Stream): void {
    const { request, raw } = stream
    dropped.inc()
    request.log.warn(
      { reqId: request.id, waiting: raw.writableLength },
      'An event stream was dropped: its reader did not take what happened',
    )
    end(stream, 'too-slow')
  }

  function end(stream: Stream, reason: End): void {
    if (!open.delete(stream)) return
    const { raw, ending, language } = stream
    ending.abort()
    raw.end(frame('end', { reason, message: ENDS[reason][language] }))
    setTimeout(() => raw.destroy(), LINGER_MS).unref()
  }

  /** Keeps connections open, and tells readers whom nothing concerns how far all has come. */
  function beat(): void {
    for (const { raw, position } of open) {
      if (!raw.writableNeedDrain) raw.write(`: ${formatPosition(position)}\n${idOf(position)}\n`)
    }
  }

  let checking = false
  async function recheck(): Promise<void> {
    if (checking) return
    checking = true
    for (const stream of open) {
      const { request } = stream
      // While the database does not answer, what was known stays.
      const now = await identify(request, { isUse: false }).catch(() => request.identity)
      if (!now) end(stream, 'key-ended')
      else if (!hasSameRights(now, request.identity)) end(stream, 'rights-changed')
    }
    checking = false
  }
}

const hasSameRights = (one: Identity, other: Identity): boolean =>
  one.scope === other.scope && one.location === other.location

/** What comes next; where the database does not answer, once it does. */
async function nextOf(
  events: EventLog,
  after: EventPosition,
  signal: AbortSignal,
): Promise<EventRows> {
  for (;;) {
    try {
      return await events.next(after, PAGE, signal)
    } catch (error) {
      if (!(error instanceof StockError)) throw error
      await sleep(PAUSE_MS, undefined, { signal, ref: false })
    }
  }
}

const placeOf = (position: EventPosition) => ({ position: formatPosition(position) })

const restartedAt = (position: EventPosition, { language }: Stream) => ({
  ...placeOf(position),
  message: RESTARTED[language],
})

const RESTARTED: Readonly<Record<Language, string>> = {
  en: 'A backup was restored: what came after it is gone. Forget it, and go on at this position.',
  fr: 'Une sauvegarde a été restaurée : ce qui est venu après n’existe plus. Oubliez-le, et reprenez à cette position.',
}

/** The text of pages: once for all who are told the same. */
function createTexts() {
  const known = new WeakMap<readonly PlacedRow[], Map<string, Buffer>>()
  return {
    of(rows: readonly PlacedRow[], reader: EventReader): Buffer {
      const byKind = known.get(rows) ?? new Map<string, Buffer>()
      known.set(rows, byKind)
      const { key, language, types } = reader
      const kind = JSON.stringify([key.scope, key.location, language, ...types])
      const text = byKind.get(kind) ?? Buffer.from(rows.map((row) => textOf(row, reader)).join(''))
      byKind.set(kind, text)
      return text
    },
  }
}

/**
 * The events of a row. The last one has the id: a reader that was cut off before it is told all of them again,
 * because it goes on behind the row before.
 */
function textOf(row: PlacedRow, reader: EventReader): string {
  const views = viewsOf(row, reader)
  return views
    .map((view, at) => frame(view.type, view, at === views.length - 1 ? row.position : undefined))
    .join('')
}

const idOf = (position: EventPosition): string => `id: ${formatPosition(position)}\n`

const frame = (event: string, data: object, position?: EventPosition): string =>
  `${position ? idOf(position) : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** Counts the streams. @returns counts those that were dropped */
function watch(open: ReadonlySet<Stream>, registry: Registry): Counter {
  new Gauge({
    name: 'event_streams_open',
    help: 'Readers that follow the events live.',
    aggregator: 'sum',
    registers: [registry],
    collect() {
      this.set(open.size)
    },
  })
  return new Counter({
    name: 'event_streams_dropped_total',
    help: 'Readers that were dropped because they did not take what happened.',
    registers: [registry],
  })
}

const schema = {
  operationId: 'streamEvents',
  summary: 'What happens, live?',
  description:
    'Server-sent events: each has the type and, as data, the JSON of listEvents; its id is a position. begin says where the stream begins, restarted that a backup was restored, end why it ends.',
  tags: ['stock'],
  querystring: Query,
  response: {
    200: {
      description: 'Events, as they happen.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems('The question cannot be read, or the key has too many streams.'),
  },
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It lasts until its reader leaves. */
    isLive?: true
  }
}
