import type { LedgerChannel } from '../../domain/movement.ts'
import type { Period } from '../../domain/period.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { either } from '../../shared/message-parts.ts'

/** To what a list of the ledger is narrowed; what is missing or empty narrows nothing. */
export interface Narrowing {
  /** "Hermès, 38" */
  readonly what?: Sentence | ''
  /** Name of the only location. */
  readonly location?: string | undefined
  readonly references?: readonly string[]
  readonly actors?: readonly string[] | undefined
  readonly channel?: LedgerChannel | undefined
  /** Whether it is one request. */
  readonly isOfRequest?: boolean
  readonly period: Period
}

/**
 * That, to be said after what was counted: " of Hermès, 38 at Cave under Mme Alami by Ana through chat, today (…)".
 * Without it "No movements." would be told as "nothing moved".
 */
export function tellNarrowing(narrowing: Narrowing): Sentence | '' {
  const { what = '', location, references = [], actors, channel, isOfRequest, period } = narrowing
  const [place, whose] = [location && asName(location), either(references)]
  const who = actors?.map(asName).join(', ')
  const when = period.from || period.to ? period.words : ''
  const parts = {
    en: [
      what && ` of ${what}`,
      place && ` at ${place}`,
      whose && ` under ${whose}`,
      who && ` by ${who}`,
      channel && ` through ${channel}`,
      isOfRequest && ' in that request',
      when && `, ${when}`,
    ],
    fr: [
      what,
      place && `à ${place}`,
      whose && `pour ${whose}`,
      who && `par ${who}`,
      channel && `par le canal ${channel}`,
      isOfRequest && 'dans cette demande',
      when,
    ],
  }
  const en = parts.en.filter(Boolean).join('')
  const fr = parts.fr.filter(Boolean).join(', ')
  return en === '' ? '' : say({ en, fr: `${what ? ' : ' : ', '}${fr}` })
}
