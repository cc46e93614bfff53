import { z } from 'zod'
import { count, countInFrench } from '../../domain/figures.ts'
import { outside } from '../../domain/names.ts'
import {
  AUDITED,
  LINK_HOURS,
  LINK_KINDS,
  type OpenLink,
  type Person,
  ROLE_NAMES,
} from '../../domain/person.ts'
import { type Sentence, say } from '../../domain/say.ts'
import {
  type Context,
  defineOperation,
  FOR_OWNERS,
  type Operation,
} from '../../operations/operation.ts'
import { choice, Said, saying, spoken } from '../../operations/schemas.ts'
import type { MadeLink, PeopleService } from './people.ts'

const Role = choice(
  ROLE_NAMES,
  'viewer: looks; staff: changes stock and products; manager: imports and checks too; owner: people and keys too.',
)
const Location = z
  .string()
  .trim()
  .max(100)
  .nullable()
  .optional()
  .describe('The only location the person works at; null for all, as for every owner.')
const Email = z.email().max(200).describe('E-mail of the person, who signs in with it.')
const Id = z.string().regex(
  /^[a-z0-9]{15}$/,
  saying({
    en: 'is no id: the lists show them',
    fr: 'n’est pas un id : les listes les montrent',
  }),
)

const PersonView = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLE_NAMES),
    location: z.string().nullable(),
    disabled: z.boolean(),
    last_seen_at: z.string().nullable(),
    created_at: z.string(),
  })
  .meta({ id: 'Person' })

const LinkView = z
  .object({
    id: z.string(),
    kind: z.enum(LINK_KINDS),
    email: z.string(),
    role: z.enum(ROLE_NAMES),
    location: z.string().nullable(),
    invited_by: z.string(),
    expires_at: z.string(),
  })
  .meta({ id: 'OpenLink' })

export const People = z.object({ items: z.array(PersonView), message: Said }).meta({ id: 'People' })

export const PersonChanged = z
  .object({ person: PersonView, message: Said })
  .meta({ id: 'PersonChanged' })

export const OpenLinks = z
  .object({ items: z.array(LinkView), message: Said })
  .meta({ id: 'OpenLinks' })

export const NewLinkView = z
  .object({
    id: z.string(),
    link: z.string().describe('Give it to the person; it works once, and is shown this once.'),
    expires_at: z.string(),
    message: Said,
  })
  .meta({ id: 'NewLink' })

export const Done = z.object({ message: Said }).meta({ id: 'Done' })

const by = ({ key, ip }: Context) => ({ actor: key.name, ip })

export const peopleOperations = ({ people }: { people: PeopleService }): Operation[] => [
  defineOperation({
    ...FOR_OWNERS,
    id: 'listPeople',
    method: 'GET',
    path: '/people',
    summary: 'Who works here?',
    description: 'The people of the shop with their roles, disabled people too, oldest first.',
    effect: 'read',
    refusals: 'Only an owner who is signed in on the web page may.',
    input: z.strictObject({}),
    output: People,
    async run() {
      const items = (await people.list()).map(personView)
      const message = say({
        en: `${count(items.length, 'person', 'people')}.`,
        fr: `${countInFrench(items.length, 'personne')}.`,
      })
      return { body: { items, message } }
    },
  }),
  defineOperation({
    ...FOR_OWNERS,
    id: 'updatePerson',
    method: 'PATCH',
    path: '/people/{id}',
    summary: 'Change what a person may do',
    description:
      'Gives a person another role or location, disables or enables them. They are signed out everywhere within a second.',
    effect: 'overwrite',
    refusals: 'There is nobody of this id, or it is the last owner.',
    input: z.strictObject({
      id: Id,
      role: Role.optional(),
      location: Location,
      disabled: z
        .boolean()
        .optional()
        .describe('true: cannot sign in, and is out within a second.'),
    }),
    output: PersonChanged,
    async run({ id, ...update }, context) {
      const person = await people.change(id, update, by(context))
      return { body: { person: personView(person), message: tellPerson(person) } }
    },
  }),
  defineOperation({
    ...FOR_OWNERS,
    id: 'offerReset',
    method: 'POST',
    path: '/people/{id}/reset',
    summary: 'Let a person choose a new password',
    description: `Makes a link by which a person chooses a new password. It works once, for ${LINK_HOURS} hours.`,
    effect: 'write',
    refusals: 'There is nobody of this id.',
    input: z.strictObject({ id: Id }),
    output: NewLinkView,
    async run({ id }, context) {
      const made = await people.offerReset(id, by(context))
      return { body: linkView(made, `${context.baseUrl}/reset/${made.secret}`), created: true }
    },
  }),
  defineOperation({
    ...FOR_OWNERS,
    id: 'listInvites',
    method: 'GET',
    path: '/invites',
    summary: 'Which links are open?',
    description: 'Links to join or to choose a password that were not used and have not ended.',
    effect: 'read',
    refusals: 'Only an owner who is signed in on the web page may.',
    input: z.strictObject({}),
    output: OpenLinks,
    async run() {
      const items = (await people.listLinks()).map((link: OpenLink) => outside(link))
      const message = say({
        en: `${count(items.length, 'open link')}.`,
        fr: `${countInFrench(items.length, 'lien ouvert', 'liens ouverts')}.`,
      })
      return { body: { items, message } }
    },
  }),
  defineOperation({
    ...FOR_OWNERS,
    id: 'invitePerson',
    method: 'POST',
    path: '/invites',
    summary: 'Invite somebody',
    description: `Makes a link by which somebody joins with a role. It works once, for ${LINK_HOURS} hours; a new one for the same e-mail ends the one before.`,
    effect: 'write',
    refusals: 'Somebody with this e-mail is here already.',
    input: z.strictObject({ email: Email, role: Role, location: Location }),
    output: NewLinkView,
    async run({ email, role, location = null }, context) {
      const made = await people.invite({ email, role, location }, by(context))
      return { body: linkView(made, `${context.baseUrl}/join/${made.secret}`), created: true }
    },
  }),
  defineOperation({
    ...FOR_OWNERS,
    id: 'withdrawInvite',
    method: 'DELETE',
    path: '/invites/{id}',
    summary: 'Withdraw a link',
    description: 'Ends a link that was not used.',
    effect: 'overwrite',
    refusals: 'It was used or has ended.',
    input: z.strictObject({ id: Id }),
    output: Done,
    async run({ id }, context) {
      await people.withdraw(id, by(context))
      const message = say({ en: 'The link no longer works.', fr: 'Le lien ne marche plus.' })
      return { body: { message } }
    },
  }),
  defineOperation({
    id: 'readAudit',
    method: 'GET',
    path: '/audit',
    tag: 'people',
    summary: 'Who changed people, keys and connections?',
    description:
      'What was done about people, keys and connections, and sign-ins, newest first. Stock is in listMovements.',
    effect: 'read',
    reach: 'shop',
    inChat: false,
    scope: 'admin',
    refusals: 'The question cannot be read.',
    input: z.strictObject({
      limit: z.int().min(1).max(200).default(50).describe('Entries a page.'),
      cursor: spoken('next_cursor of the page before.', 100),
    }),
    output: z
      .object({
        items: z.array(
          z
            .object({
              id: z.string(),
              at: z.string(),
              actor: z.string(),
              what: z.enum(AUDITED),
              subject: z.string().describe('Whom or what it was done to.'),
              ip: z.string().describe('Address of the caller; empty for a command.'),
            })
            .meta({ id: 'AuditEntry' }),
        ),
        next_cursor: z.string().nullable(),
        message: Said,
      })
      .meta({ id: 'Audit' }),
    async run({ limit, cursor }) {
      const items = [...(await people.readAudit({ before: cursor, limit }))]
      const last = items.at(-1)
      const more = last && items.length === limit
      return {
        body: {
          items,
          next_cursor: more ? `${last.at} ${last.id}` : null,
          message: say({
            en: `${count(items.length, 'entry', 'entries')}.`,
            fr: `${countInFrench(items.length, 'entrée')}.`,
          }),
        },
      }
    },
  }),
]

const personView = (person: Person) => outside(person)

function tellPerson({ email, role, location, disabled }: Person): Sentence {
  if (disabled) {
    return say({
      en: `${email} is disabled, and out within a second.`,
      fr: `${email} n’a plus accès, d’ici une seconde.`,
    })
  }
  return location === null
    ? say({ en: `${email} is ${role}.`, fr: `${email} a le rôle ${role}.` })
    : say({
        en: `${email} is ${role} at ${location}.`,
        fr: `${email} a le rôle ${role} à ${location}.`,
      })
}

const linkView = ({ id, expiresAt }: MadeLink, link: string) => ({
  id,
  link,
  expires_at: expiresAt,
  message: say({
    en: `Give this link to the person. It works once, for ${LINK_HOURS} hours, and is shown this once.`,
    fr: `Donnez ce lien à la personne. Il marche une fois, pendant ${LINK_HOURS} heures, et n’est montré qu’une fois.`,
  }),
})
