import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { StockError } from '../domain/errors.ts'
import type { Language } from '../domain/language.ts'
import { refusalRule } from '../domain/refusals.ts'
import { NOBODY, sameInAll, say, speakingTo } from '../domain/say.ts'
import {
  internalError,
  invalidInput,
  type ProblemBody,
  problem,
  refusal,
} from '../operations/problem.ts'

/** A problem that is no refusal of ours. */
interface Known {
  readonly code: string
  readonly detail: Readonly<Record<Language, string>>
}

/** Problems that the framework raises before a route is reached, by status. */
const FRAMEWORK: Readonly<Record<number, Known | undefined>> = {
  400: {
    code: 'invalid-request',
    detail: {
      en: 'The request cannot be read: send valid JSON with the content type application/json.',
      fr: 'La demande est illisible : envoyez du JSON valable avec le type de contenu application/json.',
    },
  },
  401: {
    code: 'unauthorized',
    detail: {
      en: 'Send a key or a token that is valid here: "Authorization: Bearer <key>" or "X-API-Key: <key>". One that was sent is unknown, was revoked or has ended, or is for another door: a token for /mcp opens nothing else.',
      fr: 'Envoyez une clé ou un jeton valable ici : "Authorization: Bearer <clé>" ou "X-API-Key: <clé>". Ce qui a été envoyé est inconnu, révoqué ou fini, ou sert à une autre porte : un jeton pour /mcp n’ouvre rien d’autre.',
    },
  },
  404: {
    code: 'route-not-found',
    detail: {
      en: 'There is no such address here: /docs lists the ones there are.',
      fr: 'Cette adresse n’existe pas ici : /docs liste celles qui existent.',
    },
  },
  405: {
    code: 'method-not-allowed',
    detail: {
      en: 'This address takes other methods: the header Allow lists them.',
      fr: 'Cette adresse prend d’autres méthodes : l’en-tête Allow les liste.',
    },
  },
  413: {
    code: 'body-too-large',
    detail: {
      en: 'The body is too large: send at most 64 KB (1 MB of lines to /sales/import), and a file by its link.',
      fr: 'Le corps est trop grand : envoyez au plus 64 Ko (1 Mo de lignes vers /sales/import), et un fichier par son lien.',
    },
  },
  414: {
    code: 'url-too-long',
    detail: {
      en: 'The address is too long: shorten it.',
      fr: 'L’adresse est trop longue : raccourcissez-la.',
    },
  },
  429: {
    code: 'too-many-requests',
    detail: {
      en: 'Too many requests, or too many wrong keys: wait as long as Retry-After says.',
      fr: 'Trop de demandes, ou trop de mauvaises clés : attendez aussi longtemps que le dit Retry-After.',
    },
  },
  503: {
    code: 'overloaded',
    detail: {
      en: 'The service has more to do than it can. Nothing was changed: try again in a moment.',
      fr: 'Le service a plus à faire qu’il ne peut. Rien n’a changé : réessayez dans un instant.',
    },
  },
  415: {
    code: 'unsupported-media-type',
    detail: {
      en: 'Send JSON with the content type application/json, not compressed, or the values in the query string.',
      fr: 'Envoyez du JSON avec le type de contenu application/json, non compressé, ou les valeurs dans l’adresse.',
    },
  },
}

const BAD_URL: Known = {
  code: 'invalid-request',
  detail: {
    en: 'The address cannot be read: write a % in it as %25.',
    fr: 'L’adresse est illisible : un % s’y écrit %25.',
  },
}

const NOT_HTTP = {
  status: 400,
  code: 'invalid-request',
  detail: 'The request is not valid HTTP: correct its first line and its headers.',
}

/** Problems that Node raises before Fastify sees the request, and any language in it; by Node's error code. */
const GARBAGE: Record<string, typeof NOT_HTTP> = {
  HPE_HEADER_OVERFLOW: { ...NOT_HTTP, status: 431 },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request-timeout',
    detail: 'The request did not arrive in time. Nothing was changed: send it again.',
  },
}

const RETRY_AFTER_SECONDS = '2'

/** How long a connection that was refused may stay silent before it is closed for good. */
const LINGER_MS = 1_000

/** Turns an error into a problem for the client, without a stack or text of other systems. */
function toProblem(error: unknown, instance: string): ProblemBody {
  if (error instanceof StockError) return refusal(error, instance)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      pointer: `#${instancePath}`,
      detail: message ?? say({ en: 'Not valid.', fr: 'Pas valable.' }),
    }))
    return invalidInput(errors, instance)
  }
  const { statusCode, code: cause } = error as { statusCode?: number; code?: string }
  const known = cause === 'FST_ERR_BAD_URL' ? BAD_URL : FRAMEWORK[statusCode ?? 500]
  if (!known) return internalError(instance)
  return problem(statusCode ?? 400, known.code, say(known.detail), instance)
}

/** Whether a retry of the same request may soon succeed. */
const mayRetry = (error: unknown, { status }: ProblemBody): boolean =>
  error instanceof StockError ? refusalRule(error.code).retry === true : status === 503

/** Keeps an error for the request log, and sets its status and the headers that go with it. */
export function noteProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): ProblemBody {
  // What fails before a hook ran has no listener, and what fails while a body is read has lost it.
  const body = speakingTo(request.listener ?? NOBODY, () => toProblem(error, request.id))
  request.failure = { error, problem: body.type }
  if (body.status === 401 && !reply.hasHeader('www-authenticate')) {
    reply.header('www-authenticate', 'Bearer')
  }
  const { retryAfter } = error as { retryAfter?: number }
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  if (mayRetry(error, body)) reply.header('retry-after', RETRY_AFTER_SECONDS)
  reply.code(body.status)
  return body
}

/** Sends any error as a problem. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const body = noteProblem(error, request, reply)
  return reply
    .type('application/problem+json')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(body)
}

/** Answers invalid HTTP in the same format as every other error. */
export function refuseGarbage(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, code, detail } = GARBAGE[error.code ?? ''] ?? NOT_HTTP
  const body = JSON.stringify(problem(status, code, sameInAll(detail), randomUUID()))
  socket.setTimeout(LINGER_MS, () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** Turns every error of the app into a problem. */
export function useProblems(app: FastifyInstance): void {
  app.decorateRequest('failure', undefined)
  app.setErrorHandler(sendProblem)
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request failed, for the log. */
    failure: { error: unknown; problem: string } | undefined
  }
}
