import { StockError } from '../../domain/errors.ts'
import { type OfRefusals, type RefusalOf, saidOf } from '../../domain/refusals.ts'
import { noLocation } from '../../shared/no-location.ts'

const SAID: OfRefusals<RefusalOf<'webhook'>, [], string> = {
  'webhook-not-found': () =>
    'There is no webhook with this id: see listWebhooks. Nothing was changed.',
  'webhook-exists': ({ id }) =>
    `There is a webhook with the same address, shape, types and location already: ${id}. Nothing was changed: updateWebhook changes it, rotateWebhookSecret gives it a new secret.`,
  'too-many-webhooks': ({ most }) =>
    `There are ${most} webhooks, and no more are taken. Nothing was changed: remove one first.`,
  'location-not-found': ({ location }) => noLocation(location),
}

/** A refusal of the store in words. */
export function explain(error: unknown): never {
  const said = error instanceof StockError ? saidOf(SAID, error) : undefined
  if (!(error instanceof StockError) || said === undefined) throw error
  throw new StockError(error.code, said, error.details, { cause: error })
}
