import { z } from 'zod'
import type { StockError } from '../domain/errors.ts'
import type { Language } from '../domain/language.ts'
import { refusalRule } from '../domain/refusals.ts'
import { join, type Sentence, say } from '../domain/say.ts'
import { oneLine } from '../domain/text.ts'

/** RFC 9457 problem details, the body of every error this service sends. */
export const Problem = z
  .looseObject({
    type: z.string().describe('What went wrong, as a stable address: /problems/<code>.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What to do next.'),
    instance: z.string().describe('The request id, to quote in a report.'),
  })
  .meta({ id: 'Problem' })

export type ProblemBody = z.infer<typeof Problem>

/** What each status is called (RFC 9110). */
const TITLES: Readonly<Record<number, Readonly<Record<Language, string>>>> = {
  400: { en: 'Bad Request', fr: 'Demande incorrecte' },
  401: { en: 'Unauthorized', fr: 'Non identifié' },
  403: { en: 'Forbidden', fr: 'Interdit' },
  404: { en: 'Not Found', fr: 'Introuvable' },
  405: { en: 'Method Not Allowed', fr: 'Méthode non permise' },
  408: { en: 'Request Timeout', fr: 'Demande trop lente' },
  409: { en: 'Conflict', fr: 'Conflit' },
  413: { en: 'Payload Too Large', fr: 'Contenu trop grand' },
  414: { en: 'URI Too Long', fr: 'Adresse trop longue' },
  415: { en: 'Unsupported Media Type', fr: 'Type de contenu non accepté' },
  421: { en: 'Misdirected Request', fr: 'Demande mal adressée' },
  422: { en: 'Unprocessable Entity', fr: 'Impossible à traiter' },
  429: { en: 'Too Many Requests', fr: 'Trop de demandes' },
  431: { en: 'Request Header Fields Too Large', fr: 'En-têtes trop grands' },
  500: { en: 'Internal Server Error', fr: 'Erreur interne' },
  503: { en: 'Service Unavailable', fr: 'Service indisponible' },
}

/** An error in the form that clients get. */
export const problem = (
  status: number,
  code: string,
  detail: Sentence,
  instance: string,
  members: object = {},
): ProblemBody => ({
  type: `/problems/${code}`,
  title: say(TITLES[status] ?? { en: 'Error', fr: 'Erreur' }),
  status,
  detail: oneLine(detail),
  instance,
  ...members,
})

/** A refusal, with the data that helps to do better. */
export const refusal = (error: StockError, instance: string): ProblemBody =>
  problem(
    refusalRule(error.code).status,
    error.code,
    error.message as Sentence,
    instance,
    error.details,
  )

/** Errors listed in one problem; the rest shows after these were corrected. */
const MAX_ERRORS = 20
/** An error quotes the wrong value, which may be as long as a body. */
const ERROR_CHARACTERS = 300

/** Says of an input which values are wrong. */
export function invalidInput(
  errors: readonly { readonly pointer: string; readonly detail: string }[],
  instance: string,
): ProblemBody {
  const first = errors
    .slice(0, MAX_ERRORS)
    .map(({ pointer, detail }) => ({ pointer, detail: detail.slice(0, ERROR_CHARACTERS) }))
  const more = errors.length - first.length
  const list = first.map(({ pointer, detail }) => {
    const where = pointer.slice(2)
    return say({ en: `${where || 'request'}: ${detail}`, fr: `${where || 'demande'} : ${detail}` })
  })
  const rest = more > 0 && say({ en: `and ${more} more`, fr: `et encore ${more}` })
  const begin = say({
    en: 'Correct this and send it again.',
    fr: 'Corrigez ceci et renvoyez la demande.',
  })
  const detail = join([begin, join([...list, rest], say({ en: '; ', fr: ' ; ' }))])
  return problem(400, 'invalid-request', detail, instance, { errors: first })
}

/** An unexpected error: its details stay in the log. */
export const internalError = (instance: string): ProblemBody =>
  problem(
    500,
    'internal-error',
    say({
      en: 'Something is wrong in this service. Try again; if it stays, quote the request id.',
      fr: 'Quelque chose ne va pas dans ce service. Réessayez ; si cela dure, citez l’identifiant de la demande.',
    }),
    instance,
  )
