import { CODE_TRIES } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { requireOpen } from './closed.ts'
import { durably } from './durably.ts'
import { canSendMail, type Mail, sendMail } from './mail.ts'
import { findPerson } from './people.ts'
import { providersOf } from './providers.ts'
import { newId } from './shelves.ts'
import { findRecord, secondsAgo } from './sql.ts'

interface NewCode {
  readonly email: string
  /** SHA-256 of the e-mail and the code. */
  readonly hash: string
  /** ISO 8601. */
  readonly expires_at: string
  readonly mail: Omit<Mail, 'to'>
}

const FORGET = 'DELETE FROM codes WHERE user = {:person} OR expires_at <= {:now}'

const INSERT = `
  INSERT INTO codes (id, hash, user, tries, expires_at, created)
  VALUES ({:id}, {:hash}, {:person}, 0, {:ends}, {:now})`

/** In which ways people can sign in besides with a password. */
export const signInWays = (app: CoreApp) => ({
  codes: canSendMail(app),
  providers: providersOf(app),
})

/**
 * Keeps a code and mails it, if somebody has the e-mail and mail can be sent. The answer is the same
 * if not. The mail is sent outside of the transaction: stock must not wait for a mail server.
 */
export function sendCode(app: CoreApp, { email, hash, expires_at, mail }: NewCode): Answer {
  const person = findPerson(app, email)
  if (person && !person.getBool('disabled') && canSendMail(app)) {
    durably(app, (tx) => {
      requireOpen(tx)
      const now = secondsAgo(0)
      const ends = new DateTime(expires_at).string()
      tx.db().newQuery(FORGET).bind({ person: person.id, now }).execute()
      tx.db().newQuery(INSERT).bind({ id: newId(), hash, person: person.id, ends, now }).execute()
    })
    sendMail(app, { to: person.email(), ...mail })
  }
  return { status: 200, body: {} }
}

const TRY = 'UPDATE codes SET tries = tries + 1 WHERE user = {:person}'

const RIGHT = `user = {:person} AND hash = {:hash} AND expires_at > {:now} AND tries <= ${CODE_TRIES}`

/** Uses a code up. @returns the id of the person whose code it is, or null */
export function useCode(tx: CoreApp, { email, hash }: { email: string; hash: string }): Answer {
  const nobody = { status: 201, body: { person: null } }
  const person = findPerson(tx, email)
  if (!person || person.getBool('disabled')) return nobody
  tx.db().newQuery(TRY).bind({ person: person.id }).execute()
  const code = findRecord(tx, 'codes', RIGHT, { person: person.id, hash, now: secondsAgo(0) })
  if (!code) return nobody
  tx.delete(code)
  return { status: 201, body: { person: person.id } }
}
