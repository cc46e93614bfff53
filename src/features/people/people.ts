import { StockError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import {
  type AuditEntry,
  type By,
  LINK_HOURS,
  type OpenLink,
  type Person,
  type Role,
} from '../../domain/person.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import { noLocation } from '../../shared/no-location.ts'
import { hashOf, newSecret } from '../../shared/secret.ts'
import type { PeopleStore } from '../../store/people-store.ts'

/** A link that was made now; its secret is shown this once. */
export interface MadeLink {
  readonly id: string
  readonly secret: string
  /** ISO 8601. */
  readonly expiresAt: string
}

export interface Invite {
  readonly email: string
  readonly role: Role
  /** Name; null for all. */
  readonly location: string | null
}

export interface PersonUpdate {
  readonly role?: Role | undefined
  /** Name; null for all. */
  readonly location?: string | null | undefined
  readonly disabled?: boolean | undefined
}

export type PeopleService = ReturnType<typeof createPeopleService>

/** Who works in the shop: invites people, changes what they may do, lets them choose a password. */
export function createPeopleService({ store }: { store: PeopleStore }) {
  async function makeLink(
    kind: OpenLink['kind'],
    { email, role, location }: Invite,
    by: By,
  ): Promise<MadeLink> {
    const secret = newSecret()
    const expiresAt = new Date(Date.now() + LINK_HOURS * 3_600_000).toISOString()
    const link = {
      by,
      kind,
      hash: hashOf(secret),
      email: email.toLowerCase(),
      role,
      location,
      expiresAt,
    }
    return { id: await store.makeLink(link).catch(explain), secret, expiresAt }
  }

  const hasOwner = async (): Promise<boolean> =>
    (await store.readPeople()).some(({ role, disabled }) => role === 'owner' && !disabled)

  async function named(email: string): Promise<Person> {
    const wanted = email.toLowerCase()
    const person = (await store.readPeople()).find((one) => one.email.toLowerCase() === wanted)
    if (!person) throw notFound(email)
    return person
  }

  return {
    list: (): Promise<readonly Person[]> => store.readPeople(),
    listLinks: (): Promise<readonly OpenLink[]> => store.readLinks(),

    /** @throws StockError 'person-not-found' */
    named,

    /**
     * Makes the link by which somebody joins.
     * @throws StockError 'person-exists', 'location-not-found', 'invalid-request' for an owner with a location
     */
    invite: (invite: Invite, by: By): Promise<MadeLink> => makeLink('join', invite, by),

    /** Whether somebody is an owner who can sign in. */
    hasOwner,

    /** The link by which the first owner joins; null where the shop has an owner. */
    async inviteFirstOwner(by: By): Promise<MadeLink | null> {
      if (await hasOwner()) return null
      return makeLink('join', { email: '', role: 'owner', location: null }, by)
    },

    /**
     * Makes the link by which somebody chooses a new password.
     * @throws StockError 'person-not-found'
     */
    async offerReset(id: string, by: By): Promise<MadeLink> {
      const person = (await store.readPeople()).find((one) => one.id === id)
      if (!person) throw notFound(id)
      return makeLink('reset', person, by)
    },

    /** @throws StockError 'link-ended' */
    withdraw: (id: string, by: By): Promise<void> => store.withdrawLink(by, id).catch(explain),

    /** @returns null for a link that was used or has ended */
    openLink: (secret: string): Promise<OpenLink | null> => store.findLink(hashOf(secret)),

    /**
     * Joins by a link.
     * @returns the id of the new person
     * @throws StockError 'link-ended', 'person-exists'
     */
    join: (secret: string, who: { email: string; name: string; password: string; ip: string }) =>
      store.join({ ...who, email: who.email.toLowerCase(), hash: hashOf(secret) }).catch(explain),

    /**
     * Chooses a new password by a link.
     * @returns the id of the person
     * @throws StockError 'link-ended'
     */
    reset: (secret: string, how: { password: string; ip: string }) =>
      store.resetPassword({ ...how, hash: hashOf(secret) }).catch(explain),

    /**
     * @returns the person afterwards
     * @throws StockError 'person-not-found', 'last-owner', 'location-not-found'
     */
    async change(id: string, update: PersonUpdate, by: By): Promise<Person> {
      await store.changePerson({ by, personId: id, ...update }).catch(explain)
      const person = (await store.readPeople()).find((one) => one.id === id)
      if (!person) throw notFound(id)
      return person
    },

    /** Keeps that somebody was refused. @param who the e-mail that they typed, or the provider they came from */
    noteRefused: (who: string, ip: string): Promise<void> =>
      store.noteAudit({ actor: who, ip }, 'sign-in-refused', who),

    /** Newest first. */
    readAudit: (page: {
      before?: string | undefined
      limit: number
    }): Promise<readonly AuditEntry[]> => store.readAudit(page),
  }
}

const notFound = (who: string): StockError =>
  new StockError(
    'person-not-found',
    say({
      en: `There is nobody ${quoted(who)} here: see listPeople. Nothing was changed.`,
      fr: `Il n’y a personne du nom de ${quoted(who)} ici : voir listPeople. Rien n’a changé.`,
    }),
  )

const MESSAGES: Readonly<Partial<Record<string, Readonly<Record<Language, string>>>>> = {
  // Of an owner with a location.
  'invalid-request': {
    en: 'An owner works at every location, so give none. Nothing was changed.',
    fr: 'Un propriétaire travaille dans tous les lieux : n’en donnez donc pas. Rien n’a changé.',
  },
  'person-not-found': {
    en: 'There is nobody with this e-mail: see listPeople. Nothing was changed.',
    fr: 'Personne n’a cette adresse e-mail : voir listPeople. Rien n’a changé.',
  },
  'person-exists': {
    en: 'Somebody with this e-mail is here already: see listPeople. Nothing was changed; to let them in again, enable them or make a link for a new password.',
    fr: 'Quelqu’un avec cette adresse e-mail est déjà là : voir listPeople. Rien n’a changé ; pour lui rouvrir l’accès, réactivez la personne ou créez un lien pour un nouveau mot de passe.',
  },
  'last-owner': {
    en: 'This is the last owner, and only an owner can make another one. Nothing was changed: give somebody else the role owner first.',
    fr: 'C’est le dernier propriétaire, et seul un propriétaire peut en nommer un autre. Rien n’a changé : donnez d’abord le rôle owner à quelqu’un d’autre.',
  },
  'link-ended': {
    en: 'This link was used or has ended. Nothing was changed: ask for a new one.',
    fr: 'Ce lien a servi ou n’est plus valable. Rien n’a changé : demandez-en un nouveau.',
  },
}

/** The refusal in words. @throws always */
function explain(error: unknown): never {
  if (!(error instanceof StockError)) throw error
  const { code } = error
  const text = wordsFor(error)
  throw text === undefined ? error : new StockError(code, text, {}, { cause: error })
}

function wordsFor({ code, details }: StockError): Sentence | undefined {
  if (code === 'location-not-found') return noLocation(String(details.location))
  const known = MESSAGES[code]
  return known && say(known)
}
