import type { FastifyInstance } from 'fastify'
import { LANGUAGES, type Language } from '../domain/language.ts'
import { type Listener, speakingTo } from '../domain/say.ts'

/**
 * Answers each request in the language that it asks for by Accept-Language; in English where it asks for
 * none of ours.
 * @param currency in which the shop counts, ISO 4217
 */
export function answerInLanguage(app: FastifyInstance, currency: string): void {
  app.decorateRequest('listener')
  app.addHook('onRequest', (request, reply, done) => {
    const language = languageOf(request.headers['accept-language'])
    request.listener = { language, currency }
    reply.headers({ 'content-language': language, vary: 'accept-language' })
    speakingTo(request.listener, done)
  })
  // What reads a body goes on from the socket, which listens to nobody.
  app.addHook('preValidation', (request, _reply, done) => speakingTo(request.listener, done))
}

/** @param accepted as a browser sends it: "fr-CH, fr;q=0.9, en;q=0.8" (RFC 9110) */
export function languageOf(accepted = ''): Language {
  if (accepted === '') return 'en'
  const wishes = accepted
    .split(',')
    .map((wish) => {
      const [tag = '', ...options] = wish
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/)
      const weight = options.find((option) => option.startsWith('q='))
      return { language: tag.split('-')[0], weight: weight ? Number(weight.slice(2)) : 1 }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  for (const { language } of wishes) {
    const ours = LANGUAGES.find((one) => one === language)
    if (ours) return ours
  }
  return 'en'
}

declare module 'fastify' {
  interface FastifyRequest {
    /** To whom the answer is given. */
    listener: Listener
  }
}
