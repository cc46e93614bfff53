/** Gives each text a small number, so that a column of numbers can stand for it. */
export class Names {
  readonly #texts: string[] = []
  readonly #numbers = new Map<string, number>()

  /** The number of a text, which it gets at the first time. */
  add(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#texts.push(text) - 1
    this.#numbers.set(text, number)
    return number
  }

  /** The number of a text; -1 for one that was never added. */
  numberOf(text: string): number {
    return this.#numbers.get(text) ?? -1
  }

  /** @throws Error for a number that no text has */
  textOf(number: number): string {
    const text = this.#texts[number]
    if (text === undefined) throw new Error(`No text has the number ${number}.`)
    return text
  }

  get size(): number {
    return this.#texts.length
  }
}
