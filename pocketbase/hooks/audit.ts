import type { Audited, By } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { newId } from './shelves.ts'
import { secondsAgo, selectText } from './sql.ts'

const INSERT = `
  INSERT INTO audit (id, actor, what, subject, ip, conversation, created)
  VALUES ({:id}, {:actor}, {:what}, {:subject}, {:ip}, {:conversation}, {:now})`

/** Keeps what was done, in the transaction that does it. */
export function audit(tx: CoreApp, by: By, what: Audited, subject: string): void {
  const { actor, ip, conversation = '' } = by
  const entry = { id: newId(), actor, what, subject, ip, conversation, now: secondsAgo(0) }
  tx.db().newQuery(INSERT).bind(entry).execute()
}

interface Note {
  readonly by: By
  readonly what: Audited
  readonly subject: string
}

/** Keeps what happened elsewhere, such as a refused sign-in. */
export function noteAudit(tx: CoreApp, { by, what, subject }: Note): Answer {
  audit(tx, by, what, subject)
  return { status: 201, body: {} }
}

const PAGE = `
  SELECT json_group_array(json_object(
    'id', id, 'at', created, 'actor', actor, 'what', what, 'subject', subject, 'ip', ip)) AS value
  FROM (
    SELECT * FROM audit WHERE {:before} = '' OR created || ' ' || id < {:before}
    ORDER BY created DESC, id DESC LIMIT {:limit})`

/**
 * The newest entries, as JSON.
 * @param before time and id of the last one of the page before; empty for the first page
 */
export const auditJson = (app: CoreApp, before: string, limit: number): string =>
  selectText(app, PAGE, { before, limit })
