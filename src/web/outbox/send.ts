import { noteSeq, Refused, revision, send } from '../api.ts'
import { type Answer, type Batch, requestOf } from './batch.ts'
import { noteClock } from './clock.ts'
import { doneOf, refusalOf } from './read-answer.ts'

/**
 * Sends a batch once.
 * @returns 'later' where nobody knows whether it was done, or the shop cannot do it just now
 */
export async function sendBatch(batch: Batch): Promise<Answer> {
  try {
    const response = await send('/inventory/batch', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestOf(batch)),
    })
    noteClock(response.headers.get('date'))
    const body = await response.json()
    noteSeq(Number(body.seq ?? 0))
    revision.value++
    return doneOf(body)
  } catch (error) {
    return error instanceof Refused ? refusalOf(error.status, error.problem) : { kind: 'later' }
  }
}
