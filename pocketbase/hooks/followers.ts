import type { Answer } from './answer.ts'
import { newId } from './shelves.ts'
import { secondsAgo, selectJson, selectText } from './sql.ts'

/** Somebody who wants to be the one that follows, or still is. */
interface Wish {
  /** What follows: "webhooks". */
  readonly name: string
  /** Another text in each process. */
  readonly holder: string
  /** So long nobody else may; 0 gives it back. */
  readonly seconds: number
  /** How far they have come; empty leaves what is kept. */
  readonly position: string
}

// Whoever holds it goes on; another one comes once the time of the holder is over. The clock is that of the database.
const TAKE = `
  INSERT INTO followers (id, name, holder, held_until, position, created, updated)
  VALUES ({:id}, {:name}, {:holder}, {:until}, {:position}, {:now}, {:now})
  ON CONFLICT (name) DO UPDATE SET holder = {:holder}, held_until = {:until},
    position = iif({:position} = '', position, {:position}), updated = {:now}
  WHERE holder = {:holder} OR held_until <= {:now}`

const KEPT = `
  SELECT json_object('held', json(iif(holder = {:holder}, 'true', 'false')), 'position', position) AS value
  FROM followers WHERE name = {:name}`

/**
 * Takes or keeps the right to follow the events for all.
 * @returns `held`: whether it is theirs; `position`: how far whoever has it has come
 */
export function follow(tx: CoreApp, { name, holder, seconds, position }: Wish): Answer {
  const now = secondsAgo(0)
  const until = secondsAgo(-seconds)
  tx.db().newQuery(TAKE).bind({ id: newId(), name, holder, until, position, now }).execute()
  // 201: what is answered too late is not kept.
  return { status: 201, body: selectJson<object>(tx, KEPT, { name, holder }) }
}

/** How far whoever follows has come, as JSON text; empty where nobody began. */
export const followerJson = (app: CoreApp, name: string): string =>
  selectText(
    app,
    `SELECT json_object('position', coalesce(
      (SELECT position FROM followers WHERE name = {:name}), '')) AS value`,
    { name },
  )
