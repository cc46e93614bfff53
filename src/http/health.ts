import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { lostMovements } from '../domain/safety.ts'
import { type Lag, secondsBehind } from '../features/events/lag.ts'
import { notOpen } from './opening.ts'
import { problems } from './operations.ts'

const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })

const Ready = z
  .object({
    status: z.literal('ok'),
    catalogue_age_ms: z.number().nullable().describe('null: nothing was asked yet.'),
    feed: z
      .enum(['live', 'polling'])
      .describe('live: every change is told as it happens; polling: reads are up to a second old.'),
    catalogue_loads: z.int().describe('Times the whole catalogue was read.'),
    catalogue_changes: z.int().describe('Changes that the feed told.'),
    catalogue_gaps: z
      .int()
      .describe(
        'Times that changes were missing between those that were told, and were asked for.',
      ),
    clock_ahead_ms: z
      .int()
      .nullable()
      .describe(
        'How far the clock of the database is ahead of the one here. Deadlines allow for it; dates like "today" do not.',
      ),
    lost_movements: z
      .int()
      .describe(
        'Movements that were acknowledged and that the database did not find when it started, until somebody confirms it.',
      ),
    backup_failed: z.boolean().describe('Whether the newest backup cannot be relied on.'),
    broker: z
      .enum(['none', 'live', 'behind'])
      .describe(
        'none: events are published to no broker; live: it has them; behind: it lacks one that is older than half a minute. The shop sells all the same.',
      ),
  })
  .meta({ id: 'Ready' })

const Version = z
  .object({ name: z.string(), version: z.string(), node: z.string() })
  .meta({ id: 'Version' })

const open = { config: { logAs: 'debug' as const } }

interface Options {
  readonly version: string
  /** Whether the store is prepared. */
  readonly isOpen: () => boolean
  /** How far the broker is behind; missing where events are published to none. */
  readonly readPublished?: (() => Promise<Lag>) | undefined
}

/** A broker that lacks something for so long is behind. */
const BEHIND_SECONDS = 30

const stateOf = (lag: Lag): 'live' | 'behind' =>
  secondsBehind(lag) > BEHIND_SECONDS ? 'behind' : 'live'

export const healthRoutes: FastifyPluginAsyncZod<Options> = async (app, options) => {
  const { version, isOpen, readPublished } = options

  app.get(
    '/health',
    {
      ...open,
      schema: {
        operationId: 'getHealth',
        summary: 'Is this process alive? Says nothing of the database.',
        tags: ['service'],
        security: [],
        response: { 200: Health },
      },
    },
    () => ({ status: 'ok' as const }),
  )

  app.get(
    '/health/ready',
    {
      ...open,
      schema: {
        operationId: 'getReadiness',
        summary: 'Is the shop ready: does its database answer?',
        tags: ['service'],
        security: [],
        response: { 200: Ready, ...problems('Never.') },
      },
    },
    async ({ shop: { store, catalogue } }) => {
      if (!isOpen()) throw notOpen()
      const { clockAheadMs } = await store.ping()
      const safety = await store.readSafety()
      const published = await readPublished?.()
      const { live, loads, changes, gaps } = catalogue.state()
      return {
        status: 'ok' as const,
        catalogue_age_ms: catalogue.ageMs(),
        feed: live ? ('live' as const) : ('polling' as const),
        catalogue_loads: loads,
        catalogue_changes: changes,
        catalogue_gaps: gaps,
        clock_ahead_ms: clockAheadMs,
        lost_movements: lostMovements(safety),
        backup_failed: safety.badBackup !== null,
        broker: published ? stateOf(published) : ('none' as const),
      }
    },
  )

  app.get(
    '/version',
    {
      ...open,
      schema: {
        operationId: 'getVersion',
        summary: 'Which version runs?',
        tags: ['service'],
        security: [],
        response: { 200: Version },
      },
    },
    async () => ({ name: 'stock-assistant', version, node: process.version }),
  )
}
