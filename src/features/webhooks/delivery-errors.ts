import type { Language } from '../../domain/language.ts'
import { NOBODY, type Sentence, sameInAll, say, speakingTo } from '../../domain/say.ts'
import { GIVE_UP_DAYS, stoppedBy } from '../../domain/webhook.ts'

type Words = Readonly<Record<Language, string>>

/** Why something does not arrive; after the name of the endpoint. */
export const FAULTS = {
  noMailAddress: { en: 'it is no address of mail', fr: 'ce n’est pas une adresse e-mail' },
  private: {
    en: 'its host is not on the public internet',
    fr: 'son hôte n’est pas sur l’internet public',
  },
  certificate: {
    en: 'its certificate is not valid',
    fr: 'son certificat n’est pas valable',
  },
  unreachable: { en: 'it cannot be reached', fr: 'elle est injoignable' },
  notFound: { en: 'its host is not found', fr: 'son hôte est introuvable' },
  notFoundNow: {
    en: 'its host is not found just now',
    fr: 'son hôte est introuvable pour l’instant',
  },
  refuses: { en: 'it refuses connections', fr: 'elle refuse les connexions' },
  brokeOff: { en: 'it broke off the connection', fr: 'elle a coupé la connexion' },
  noWay: { en: 'there is no way to its host', fr: 'aucun chemin ne mène à son hôte' },
  silent: { en: 'its host does not answer', fr: 'son hôte ne répond pas' },
  mailNotSetUp: {
    en: 'No mail server is set: enter one in the admin UI of PocketBase, Settings, Mail settings, and turn it on.',
    fr: 'Aucun serveur de mail n’est réglé : saisissez-en un dans l’interface d’administration de PocketBase, Settings, Mail settings, et activez-le.',
  },
} as const satisfies Readonly<Record<string, Words>>

/** Those with something in them, which stands in both in the same order. */
const FAULTS_WITH = {
  redirects: (status: string): Words => ({
    en: `answers ${status}, and redirects are not followed`,
    fr: `répond ${status}, et les redirections ne sont pas suivies`,
  }),
  gone: (status: string): Words => ({
    en: `answers ${status}: it is gone`,
    fr: `répond ${status} : elle n’existe plus`,
  }),
  answers: (status: string): Words => ({ en: `answers ${status}`, fr: `répond ${status}` }),
  late: (seconds: string): Words => ({
    en: `no answer within ${seconds} s`,
    fr: `pas de réponse en ${seconds} s`,
  }),
  mailNotSent: (reason: string): Words => ({
    en: `The mail server did not take the mail: ${reason}`,
    fr: `Le serveur de mail n’a pas pris le mail : ${reason}`,
  }),
  stopped: (actor: string): Words => ({ en: stoppedBy(actor), fr: `par ${actor}` }),
} as const

/** A fault as it is kept, and as programs read it: in English. */
export const faultWith = (fault: keyof typeof FAULTS_WITH, value: string | number): string =>
  FAULTS_WITH[fault](String(value)).en

/** Why an endpoint is disabled that failed for days; likewise. */
export const failedForDays = (error: string): string => `${FAILED.en}${error}`

const FAILED: Words = {
  en: `failed for ${GIVE_UP_DAYS} days: `,
  fr: `en échec pendant ${GIVE_UP_DAYS} jours : `,
}

/** A refusal as it is kept. */
export const keptText = (error: Error): string => speakingTo(NOBODY, () => error.message)

/** What was kept, for whoever listens. What another version kept is told as it is. */
export function tellFault(kept: string): Sentence {
  if (kept.startsWith(FAILED.en)) {
    return sameInAll(`${say(FAILED)}${tellFault(kept.slice(FAILED.en.length))}`)
  }
  const known = Object.values<Words>(FAULTS).find(({ en }) => en === kept)
  if (known) return say(known)
  for (const words of Object.values(FAULTS_WITH)) {
    const [before = '', after = ''] = words(HOLE).en.split(HOLE)
    const value = kept.slice(before.length, kept.length - after.length)
    if (value !== '' && kept === words(value).en) return say(words(value))
  }
  return sameInAll(kept)
}

/** Stands in no text. */
const HOLE = '\0'
