import type { Answer, Context, Operation } from './operation.ts'

/** Answers that are kept, each of at most 100,000 characters. */
const MOST_KEPT = 256

/**
 * The operation, answering the same question on the same catalogue with the same answer. For those
 * whose answer depends on nothing but the catalogue, the input and the rights of the key.
 * @param version changes whenever an answer could
 */
export function remembered(operation: Operation, version: () => Promise<number>): Operation {
  const kept = new Map<string, Answer<object>>()
  let keptOf = 0

  /** Forgets what may no longer be so. @returns the version of what is kept */
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
      // The catalogue may have changed while this was worked out.
      if (keptOf === now && (await version()) === now) {
        if (kept.size >= MOST_KEPT) kept.clear()
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
  `${key.scope}\n${key.location ?? ''}\n${baseUrl}\n${asked}`
