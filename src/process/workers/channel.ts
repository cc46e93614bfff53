import type { Worker } from 'node:cluster'

/** What a process answers to the one at the other end. */
type Answers = Readonly<Record<string, (input: never) => Promise<unknown>>>

interface Question {
  readonly id: number
  readonly ask: string
  readonly input: unknown
}

interface Answer {
  readonly answerTo: number
  readonly value?: unknown
  readonly error?: unknown
}

/**
 * Asks and answers over the channel between the primary and one worker.
 * @param end the worker as the primary sees it, or in a worker its own process
 * @param own what this side answers
 */
export function openChannel<Theirs extends Answers>(end: Worker | NodeJS.Process, own: Answers) {
  const asked = new Map<number, PromiseWithResolvers<unknown>>()
  let lastId = 0

  function send(message: Question | Answer, onError: (error: Error) => void = () => {}): void {
    end.send?.(message, undefined, undefined, (error: Error | null) => error && onError(error))
  }

  async function answer({ id, ask, input }: Question): Promise<void> {
    try {
      send({ answerTo: id, value: await own[ask]?.(input as never) })
    } catch (error) {
      send({ answerTo: id, error })
    }
  }

  end.on('message', (message: Question | Answer) => {
    if ('ask' in message) {
      void answer(message)
      return
    }
    const { answerTo, value, error } = message
    if (error === undefined) asked.get(answerTo)?.resolve(value)
    else asked.get(answerTo)?.reject(error)
  })
  end.once('disconnect', () => {
    for (const { reject } of asked.values()) reject(new Error('The other process has ended.'))
  })

  return {
    /** @throws what the other side threw, or an error when it ends or takes longer */
    async ask<Name extends keyof Theirs & string>(
      name: Name,
      input: Parameters<Theirs[Name]>[0],
      { timeoutMs }: { timeoutMs?: number } = {},
    ): Promise<Awaited<ReturnType<Theirs[Name]>>> {
      const id = ++lastId
      const answered = Promise.withResolvers<unknown>()
      asked.set(id, answered)
      const late = () => answered.reject(new Error('The other process does not answer.'))
      const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs)
      send({ id, ask: name, input }, answered.reject)
      try {
        return (await answered.promise) as Awaited<ReturnType<Theirs[Name]>>
      } finally {
        clearTimeout(timer)
        asked.delete(id)
      }
    },
  }
}
