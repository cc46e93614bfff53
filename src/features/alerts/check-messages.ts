import { describeProduct } from '../../domain/catalogue.ts'
import type { Severity } from '../../domain/demand/reorder.ts'
import { count, countInFrench, figure, tellDay, tellMinute } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { type CheckedItem, foundBy } from '../../domain/stock-check.ts'
import { asName } from '../../domain/text.ts'
import { tellAvailable, tellComing, tellMore } from '../../shared/message-parts.ts'
import type { ReorderPlan } from '../demand/reorder.ts'
import { tellBasis } from '../demand/reorder-basis-messages.ts'
import type { Alerts, NamedCheck } from './stock-checks.ts'

/** Products in the message: what a person can hear. */
const SPOKEN = 3

/** "2026-11-29 08:00, daily check: 2 out, 1 critical, 4 low of 133 products." */
export function tellCheck(check: NamedCheck, timeZone: string): Sentence {
  const { at, day, actor, error } = check
  const when = tellMinute(new Date(at), timeZone)
  const who = day === '' ? asName(actor) : say({ en: actor, fr: 'vérification du jour' })
  const where = tellPlace(check.location)
  const what = error === '' ? tellFound(check) : tellFailure(error)
  return ended(
    say({
      en: `${when}, ${who}${where}: ${what}`,
      fr: `Le ${when}, ${who}${where} : ${what}`,
    }),
  )
}

/** What was found just now, first what is most urgent, and what it rests on. */
export const tellMade = (check: NamedCheck, plan: ReorderPlan, timeZone: string): Sentence =>
  join([tellCheck(check, timeZone), tellFirst(check.items), tellBasis(plan)])

const ended = (sentence: Sentence): Sentence =>
  sentence.endsWith('.') ? sentence : sameInAll(`${sentence}.`)

const tellPlace = (location: string | null): Sentence | '' =>
  location === null ? '' : say({ en: ` at ${asName(location)}`, fr: ` à ${asName(location)}` })

/** What was noted then stays as it was said. */
const tellFailure = (error: string): Sentence =>
  say({ en: `failed: ${error}`, fr: `échec, noté ainsi : ${error}` })

/** "2 out, 1 critical, 4 low of 133 products of Atlas, with 5 for all reorder points" */
function tellFound(check: NamedCheck): Sentence {
  const { looked, supplier, threshold } = check
  const { out, critical, low } = check.counts
  const isNone = foundBy(check) === 0
  const whose =
    supplier === ''
      ? ''
      : say({ en: ` of ${asName(supplier)}`, fr: ` du fournisseur ${asName(supplier)}` })
  const points =
    threshold === null
      ? ''
      : say({
          en: `, with ${threshold} for all reorder points`,
          fr: `, avec ${threshold} pour tous les seuils de commande`,
        })
  return say({
    en: `${isNone ? 'nothing low' : `${figure(out)} out, ${figure(critical)} critical, ${figure(low)} low`} of ${count(looked, 'product')}${whose}${points}`,
    fr: `${isNone ? 'rien de bas' : `${figure(out)} en rupture, ${countInFrench(critical, 'critique')}, ${figure(low)} bas`} sur ${countInFrench(looked, 'produit')}${whose}${points}`,
  })
}

/** What a product is that was found. */
const SEVERITIES: Readonly<Record<Language, Readonly<Record<Severity, string>>>> = {
  en: { out: 'out', critical: 'critical', low: 'low' },
  fr: { out: 'en rupture', critical: 'critique', low: 'bas' },
}

/** "Hermès, Blanche, Femme: out, 0 available, order 5." */
export function tellItem(item: CheckedItem): Sentence {
  const { severity, available, onOrder, suggested, model, color, gender } = item
  const name = describeProduct({ name: model, color, gender })
  const state = join(
    [
      say({ en: SEVERITIES.en[severity], fr: SEVERITIES.fr[severity] }),
      tellAvailable(available),
      tellComing(onOrder),
      suggested > 0 &&
        say({ en: `order ${figure(suggested)}`, fr: `commander ${figure(suggested)}` }),
    ],
    ', ',
  )
  return say({ en: `${name}: ${state}.`, fr: `${name} : ${state}.` })
}

function tellFirst(items: readonly CheckedItem[]): Sentence {
  const more = items.length - SPOKEN
  return join([...items.slice(0, SPOKEN).map(tellItem), tellMore(more)])
}

/** Why nobody knows what is open, or that somebody does. */
export function tellTrouble(
  { last, failed, missingSince }: Alerts,
  timeZone: string,
): Sentence | null {
  const minute = (at: string) => tellMinute(new Date(at), timeZone)
  const made = last
    ? say({
        en: `the last one that was made is of ${minute(last.at)}`,
        fr: `la dernière vérification faite est du ${minute(last.at)}`,
      })
    : say({ en: 'none was ever made', fr: 'aucune n’a jamais été faite' })
  if (failed) {
    const day = tellDay(failed.day)
    return ended(
      join([
        say({
          en: `The check of ${day} failed, and ${made}.`,
          fr: `La vérification du ${day} a échoué, et ${made}.`,
        }),
        sameInAll(failed.error),
      ]),
    )
  }
  if (missingSince !== null) {
    return say({
      en: `The check of ${minute(missingSince)} was not made: ${made}.`,
      fr: `La vérification du ${minute(missingSince)} n’a pas été faite : ${made}.`,
    })
  }
  return last
    ? null
    : say({
        en: 'Nothing was checked yet: checkLevels makes a check now.',
        fr: 'Rien n’a encore été vérifié : checkLevels fait une vérification maintenant.',
      })
}

/** What is open, in a few sentences. Never "all is well" where nobody looked. */
export function tellAlerts(alerts: Alerts, timeZone: string): Sentence {
  const { items, newer, last, location } = alerts
  const trouble = tellTrouble(alerts, timeZone)
  if (!last) return join([trouble])
  const when = tellMinute(new Date(last.at), timeZone)
  const where = tellPlace(location)
  return join([
    trouble,
    items.length === 0
      ? say({
          en: `Nothing of the check of ${when}${where} is open.`,
          fr: `Rien d’ouvert de la vérification du ${when}${where}.`,
        })
      : say({
          en: `${figure(items.length)} open of the check of ${when}${where}.`,
          fr: `${countInFrench(items.length, 'ouvert')} de la vérification du ${when}${where}.`,
        }),
    tellFirst(items),
    tellNewer(newer),
  ])
}

function tellNewer(newer: number | null): Sentence | '' {
  if (newer === null) {
    return say({
      en: 'It found more than it kept: checkLevels tells how many are low now.',
      fr: 'Elle a trouvé plus qu’elle n’a gardé : checkLevels dit combien sont bas maintenant.',
    })
  }
  return newer > 0
    ? say({
        en: `${figure(newer)} more became low since then: checkLevels makes a new check.`,
        fr: `${countInFrench(newer, 'autre est devenu bas', 'autres sont devenus bas')} depuis : checkLevels fait une nouvelle vérification.`,
      })
    : ''
}
