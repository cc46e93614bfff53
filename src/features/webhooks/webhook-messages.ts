import { countInFrench } from '../../domain/figures.ts'
import { quietUntil } from '../../domain/quiet-hours.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, quoted } from '../../domain/text.ts'
import { isStopped, type Webhook } from '../../domain/webhook.ts'
import { tellFault } from './delivery-errors.ts'

/** What it is for, or where it is; the rest of an address may be a secret. */
export const nameOf = ({ description, url }: Pick<Webhook, 'description' | 'url'>): string =>
  description ? asName(description) : quoted(URL.parse(url)?.host || 'mail')

/** How an endpoint fares, after its name. */
export function howItIs({ disabledAt, disabledReason, failures, lastError }: Webhook): Sentence {
  if (disabledAt !== null) {
    const why = tellFault(disabledReason)
    return say({ en: `is disabled (${why})`, fr: `ne reçoit plus rien (${why})` })
  }
  const why = tellFault(lastError)
  return failures > 0
    ? say({ en: `fails: ${why}`, fr: `échoue : ${why}` })
    : say({ en: 'is told what happens', fr: 'est tenu au courant' })
}

export function tellAll(items: readonly Webhook[]): Sentence {
  if (items.length === 0) {
    return say({
      en: 'Nobody is told: createWebhook makes an endpoint.',
      fr: 'Personne n’est tenu au courant : createWebhook crée une adresse.',
    })
  }
  const troubled = items.filter(({ disabledAt, failures }) => disabledAt !== null || failures > 0)
  if (troubled.length === 0) {
    return say({
      en: `${items.length} endpoints, and all are well.`,
      fr: `${countInFrench(items.length, 'adresse')}, et tout va bien.`,
    })
  }
  return join(troubled.map((one) => sameInAll(`${nameOf(one)} ${howItIs(one)}.`)))
}

/** What takes longer is no pause of an endpoint that is well. */
const LONG_MS = 5 * 60_000

/**
 * What is wrong with an endpoint.
 * @returns undefined where it is well, was stopped by somebody, or lets people sleep
 */
export function troubleOf(webhook: Webhook, now: Date, timeZone: string): string | undefined {
  const { disabledAt, failures, failingSince, behind, behindSince, quietFrom, quietTo } = webhook
  const name = nameOf(webhook)
  if (disabledAt !== null) {
    return isStopped(webhook) ? undefined : `${name} ${howItIs(webhook)} since ${disabledAt}`
  }
  if (failures > 0) return `${name} ${howItIs(webhook)}, since ${failingSince}`
  const isQuiet =
    quietFrom !== '' && quietUntil(now, { from: quietFrom, to: quietTo }, timeZone) !== null
  if (isQuiet || behindSince === null) return undefined
  const ms = now.getTime() - Date.parse(behindSince)
  if (ms < LONG_MS) return undefined
  return `${name} is ${behind} events behind, the oldest of ${Math.round(ms / 60_000)} minutes ago`
}
