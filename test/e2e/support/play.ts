import { randomUUID } from 'node:crypto'
import type { Reply } from './client.ts'
import { differences, patternIn } from './compare.ts'
import type { Dialogue, Step } from './dialogue.ts'
import { fillIn, firstNotes, type Notes, valueAt } from './notes.ts'
import { type Chats, OWNER } from './people.ts'
import { readStock, type Stocked, stockComplaints } from './shelves.ts'

/**
 * Plays a dialogue to its end, or to the first step that goes otherwise.
 * @returns what was not as expected, in lines; empty is well
 */
export async function play(
  dialogue: Dialogue,
  { chats, shop }: { chats: Chats; shop: Stocked },
): Promise<string[]> {
  const before = readStock(shop)
  const notes = firstNotes()
  const conversations = new Map<string, string>()
  for (const [index, step] of dialogue.steps.entries()) {
    const chat = chats.get(step.as ?? OWNER)
    if (!chat) throw new Error(`Nobody is called ${step.as}.`)
    const conversation = conversations.get(step.conversation) ?? randomUUID()
    conversations.set(step.conversation, conversation)
    const reply = await chat.call(step.call, fillIn(step.with, notes) as Notes, conversation)
    const complaints = stepComplaints(step, reply, notes)
    if (complaints.length > 0) return [`step ${index + 1}, ${step.call}:`, ...complaints]
    for (const [name, path] of Object.entries(step.save)) notes[name] = valueAt(reply.body, path)
  }
  return stockComplaints(dialogue, before, readStock(shop))
}

function stepComplaints(step: Step, reply: Reply, notes: Notes): string[] {
  return [
    ...valueComplaints(step, reply, notes),
    ...truthComplaints(step, reply),
    ...textComplaints(step, reply),
  ]
}

/** What a model that is shown only the text was not told: the sentence, and what later steps name. */
function textComplaints({ save }: Step, { refused, body, text }: Reply): string[] {
  if (text === undefined || refused) return []
  return [body.message, ...Object.values(save).map((path) => valueAt(body, path))]
    .filter((value) => !text.includes(String(value)))
    .map((value) => `the text does not say ${value}: ${text}`)
}

/** What the answer should have said and did not, and what it said that is not true. */
function truthComplaints({ tells, never }: Step, { body }: Reply): string[] {
  const said = sentencesIn(body).join('\n')
  const apartFromTheClock = said.replace(CLOCK, '')
  return [
    ...tells.filter((text) => !says(said, text)).map((text) => `does not say ${text}: ${said}`),
    ...never.filter((text) => says(apartFromTheClock, text)).map((text) => `says ${text}: ${said}`),
  ]
}

const says = (said: string, text: string): boolean =>
  patternIn(text)?.test(said) ?? said.includes(text)

/** Dates and times as they are spoken: at 9:38 no size 38 was said. */
const CLOCK = /\b20\d\d-\d\d-\d\d(?: \d\d:\d\d)?(?![\dT:])/g

/** The sentences of an answer, in whatever part of it. */
function sentencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) =>
    SENTENCES.includes(name) && typeof value === 'string' ? [value] : sentencesIn(value),
  )
}

const SENTENCES = ['message', 'detail']

function valueComplaints({ expected, refused }: Step, reply: Reply, notes: Notes): string[] {
  const { body } = reply
  if (reply.refused !== (refused !== undefined)) {
    return [`${reply.refused ? 'refused' : 'not refused'}: ${body.detail ?? body.message}`]
  }
  if (!refused) return expected ? differences(fillIn(expected, notes), body) : []
  const { code, ...fields } = refused
  return differences({ type: `/problems/${code}`, ...(fillIn(fields, notes) as Notes) }, body)
}
