import { EVENT_TYPES, type EventType } from '../../../domain/event.ts'
import type { ShapeName } from '../../../domain/webhook.ts'
import { discord } from './discord.ts'
import { json } from './json.ts'
import { mail } from './mail.ts'
import { ntfy } from './ntfy.ts'
import type { Shape } from './shape.ts'
import { slack } from './slack.ts'
import { teams } from './teams.ts'

/** How each kind of receiver is told. */
export const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  json,
  slack,
  discord,
  ntfy,
  teams,
  mail,
}

/** What people are told where they choose nothing else: what needs somebody, and not each sale. */
const FOR_PEOPLE: readonly EventType[] = [
  'stock.out',
  'stock.low',
  'stock.back',
  'reservation.expired',
  'check.done',
  'person.signed_in_first',
  'drift.found',
  'digest.ready',
]

/** What a receiver is told where it chooses nothing else. */
export const defaultTypes = (shape: ShapeName): readonly EventType[] =>
  SHAPES[shape].forPeople ? FOR_PEOPLE : EVENT_TYPES

/** What a check found; see the event in the document of the API. */
interface Found {
  readonly out: number
  readonly critical: number
  readonly low: number
  readonly error: string
}

/**
 * Whether an event is worth a message to people: a check that found nothing is not.
 * @param data what it tells, as it is sent
 */
export function isNews({ type, data }: { readonly type: string; readonly data: object }): boolean {
  if (type !== 'check.done') return true
  const { out, critical, low, error } = data as Found
  return out + critical + low > 0 || error !== ''
}
