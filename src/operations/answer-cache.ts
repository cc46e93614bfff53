import { listener } from '../domain/say.ts'
import type { Answer, Context, Operation } from './operation.ts'

/** Number of answers in the cache; each has at most 100,000 characters. */
const MAX_KEPT = 256

/**
 * The operation with a cache: the same question about the same catalogue gets the same answer. For
 * operations whose answer depends only on the catalogue, the input and the rights of the key.
 * @param version changes whenever an answer could
 */
export function withAnswerCache(operation: Operation, version: () => Promise<number>): Operation {
  const kept = new Map<string, Answer<object>>()
  let keptOf = 0

  /** Empties the cache when the catalogue changed. @returns the version of what is cached */
  async function refresh(): Promise<number> {
    const now = await version()
    if (now !== keptOf) kept.clear()
    keptOf = now
    return now
  }

  return {
    ...operation,
    async run(input, context) {
      const now = await refresh()
      const question = questionOf(context.asked ?? JSON.stringify(input), context)
      const known = kept.get(question)
      if (known) return known
      const answer = await operation.run(input, context)
      // The catalogue may have changed while the answer was made.
      if (keptOf === now && (await version()) === now) {
        if (kept.size >= MAX_KEPT) kept.clear()
        kept.set(question, answer)
      }
      return answer
    },
    async recall(context) {
      if (context.asked === undefined) return undefined
      await refresh()
      return kept.get(questionOf(context.asked, context))
    },
  }
}

/** What an answer depends on beside the catalogue; a key's location is a part of the question. */
const questionOf = (asked: string, { key, baseUrl }: Context): string =>
  `${listener().language}\n${key.scope}\n${key.location ?? ''}\n${baseUrl}\n${asked}`
