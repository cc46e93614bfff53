/** Refusals that a yes of the person answers. What chats alone are asked is not among them. */
export const QUESTIONS = [
  'similar-name',
  'similar-product',
  'unusual-barcode',
  'unusual-date',
  'unusual-size',
] as const

export const isQuestion = (code: string): boolean => QUESTIONS.some((one) => one === code)

/** A question as it is put to a person, who has a button: how a program says yes comes behind this sentence. */
export const askedOf = (detail: string): string =>
  detail.replace(/(Nothing was changed|Rien n’a changé)(?: cette fois)? ?: .*/s, '$1.')
