import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ProductDetail } from '../answers.ts'
import { SCAN } from '../labels/scan.ts'
import { lookUp } from '../outbox/lookup.ts'
import { Icon } from '../parts/icon.tsx'
import { Later } from '../parts/later.tsx'
import { asCode } from '../scan/code.ts'
import { say } from '../settings.ts'
import { Products } from './picker.tsx'

/** Milliseconds without a key after which what was typed is looked up. */
const PAUSE_MS = 200
/** Digits of the shortest barcode: fewer may be a size or a plain SKU. */
const BARCODE = /^\d{6,}$/

interface Props {
  readonly onCode: (code: string) => void
  readonly onChoose: (product: ProductDetail) => void
  /** What is asked, above the field that answers it. */
  readonly children?: ComponentChildren
}

/** One field for all ways to say what it is: the camera, a code, a name. */
export function CodeField({ onCode, onChoose, children }: Props) {
  const labels = say(SCAN)
  const field = useRef<HTMLInputElement>(null)
  const [isOpen, open] = useState(false)
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  useEffect(() => {
    const clock = setTimeout(() => setWords(typed.trim()), PAUSE_MS)
    return () => clearTimeout(clock)
  }, [typed])
  useEffect(() => {
    if (children) field.current?.focus()
  }, [Boolean(children)])

  const clear = () => {
    setTyped('')
    setWords('')
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    const code = asCode(typed)
    if (!code || /\s/.test(code)) return
    // A word is no code that nobody knows.
    const isKnown =
      BARCODE.test(code) || ['shelf', 'product'].includes((await lookUp(code, null)).kind)
    if (!isKnown) return
    clear()
    onCode(code)
  }
  return (
    <search>
      {isOpen && (
        <Later
          load={() => import('../scan/camera-view.tsx')}
          show={({ CameraView }) => <CameraView onCode={onCode} onClose={() => open(false)} />}
        />
      )}
      {children}
      <form class="code-field" onSubmit={submit}>
        <input
          ref={field}
          type="search"
          enterkeyhint="search"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={100}
          aria-label={labels.field}
          placeholder={labels.field}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {!isOpen && (
          <button type="button" aria-label={labels.open} onClick={() => open(true)}>
            <Icon name="camera" />
          </button>
        )}
      </form>
      {words && (
        <Products
          words={words}
          onChoose={(product) => {
            clear()
            onChoose(product)
          }}
        />
      )}
    </search>
  )
}
