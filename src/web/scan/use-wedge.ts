import { useLayoutEffect } from 'preact/hooks'
import { asCode } from './code.ts'
import { createWedge } from './wedge.ts'

/** Takes the codes of a scanner that types like a keyboard, wherever the cursor is. */
export function useWedge(onCode: (code: string) => void): void {
  // With the screen, and not after it is painted: a scanner may type at once.
  useLayoutEffect(() => {
    const wedge = createWedge()
    /** What stood in the field before the scanner typed into it. */
    let before: Field | undefined
    const listen = (event: KeyboardEvent) => {
      const { target, key, timeStamp } = event
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
      const { code: scanned, isFirst } = wedge.press({ key, at: timeStamp })
      if (isFirst) {
        before =
          target instanceof HTMLInputElement ? { field: target, value: target.value } : undefined
      }
      const code = scanned && asCode(scanned)
      if (!code) return
      event.preventDefault()
      event.stopPropagation()
      if (before) restore(before)
      onCode(code)
    }
    // Before any field sees the key: the Enter of a scanner is no Enter of a person.
    document.addEventListener('keydown', listen, { capture: true })
    return () => document.removeEventListener('keydown', listen, { capture: true })
  }, [onCode])
}

interface Field {
  readonly field: HTMLInputElement
  readonly value: string
}

/** Puts back what a person had typed, and takes it for said. */
function restore({ field, value }: Field): void {
  field.value = value
  for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }))
}
