import { z } from 'zod'
import type { NamedReservation } from '../../catalogue/named-reservation.ts'
import { RESERVATION_STATES } from '../../domain/reservation.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import {
  choice,
  location,
  MatchView,
  PageQuery,
  PeriodView,
  ProductName,
  periodQuery,
  productReference,
  Said,
  spoken,
} from '../../operations/schemas.ts'
import { matchView, nameView, pageView, periodView } from '../../operations/views.ts'
import type { ReservationService } from './reservations.ts'

const ReservationsQuery = z.strictObject({
  reference: spoken('For whom, as spoken: a name or an order.', 200),
  sku: productReference.sku,
  model: productReference.model,
  color: productReference.color,
  gender: productReference.gender,
  size: productReference.size,
  location,
  state: choice(
    [...RESERVATION_STATES, 'all'],
    'open: held now (default); expired; fulfilled: sold to whom it was for; released: given back.',
  ).optional(),
  ...periodQuery,
  ...PageQuery,
})

const ReservationView = z
  .object({
    id: z.string().describe('Of the movement that made it.'),
    reference: z.string().describe('Its name: send it as it is to sell or release it.'),
    ...ProductName.shape,
    size: z.string(),
    location: z.string(),
    state: z.enum(RESERVATION_STATES),
    units_open: z.int().describe('Units held now.'),
    units_reserved: z.int().describe('Units reserved in all.'),
    units_sold: z.int().describe('Units of those that were sold under it.'),
    since: z.string(),
    until: z.string().nullable().describe('When it ends by itself; null for never.'),
    actor: z.string().describe('Who made it.'),
    channel: z.string(),
    client: z.string().describe('Program that made it for the person; empty for none.'),
  })
  .meta({ id: 'Reservation' })

const ReservationsPage = z
  .object({
    ...PeriodView,
    match: MatchView,
    references: z
      .array(z.string())
      .describe('Names that fit reference; several: ask which is meant. At most 20.'),
    total: z.int().describe('Reservations that fit, on all pages.'),
    units: z.int().describe('Units held by all of them now.'),
    items: z.array(ReservationView),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'ReservationsPage' })

/** Names in an answer: nobody chooses among more. */
const MOST_REFERENCES = 20

export const reservationOperations = (deps: { reservations: ReservationService }): Operation[] => [
  defineOperation({
    id: 'listReservations',
    method: 'GET',
    path: '/reservations',
    tag: 'stock',
    summary: 'What is reserved, and for whom?',
    description:
      'For "what did Paul put aside?" or "who reserved these?": units held now, for whom, since when and until when. state asks for those that ended; without a period, those made in the last 30 days.',
    effect: 'read',
    reach: 'location',
    inChat: true,
    refusals: 'The question cannot be read.',
    input: ReservationsQuery,
    output: ReservationsPage,
    async run(query) {
      const page = await deps.reservations.list(query)
      return {
        body: {
          ...periodView(page),
          match: matchView(page.match),
          references: page.references.slice(0, MOST_REFERENCES),
          total: page.total,
          units: page.units,
          ...pageView(page, reservationView),
          message: page.message,
        },
      }
    },
  }),
]

const reservationView = (one: NamedReservation) => ({
  id: one.id,
  reference: one.reference,
  ...nameView(one.product),
  size: one.size,
  location: one.location.name,
  state: one.state,
  units_open: one.held,
  units_reserved: one.reserved,
  units_sold: one.sold,
  since: one.since,
  until: one.until,
  actor: one.actor,
  channel: one.channel,
  client: one.client,
})
