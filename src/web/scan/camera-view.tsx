import { useEffect, useRef, useState } from 'preact/hooks'
import { SCAN } from '../labels/scan.ts'
import { Icon } from '../parts/icon.tsx'
import { say } from '../settings.ts'
import {
  type Camera,
  type CameraFault,
  faultOf,
  hasCameras,
  listCameras,
  openCamera,
} from './camera.ts'
import { asCode } from './code.ts'
import { createDetector } from './detector.ts'
import { createSightings } from './sightings.ts'

/** The camera that was chosen the last time, by its id. */
const CHOSEN = 'camera'

/** Milliseconds between two looks at the picture: quick enough for a hand, and easy on the battery. */
const LOOK_MS = 100
/** Milliseconds that a phone shakes for a code that it read. */
const SHAKE_MS = 40

interface Props {
  readonly onCode: (code: string) => void
  readonly onClose: () => void
}

/** The picture of the camera. It stays open, and tells each code that is held into it. */
export function CameraView({ onCode, onClose }: Props) {
  const labels = say(SCAN)
  const video = useRef<HTMLVideoElement>(null)
  const tell = useRef(onCode)
  tell.current = onCode
  const [chosen, choose] = useState(localStorage.getItem(CHOSEN) ?? undefined)
  const [camera, setCamera] = useState<Camera>()
  const [cameras, setCameras] = useState<readonly { id: string; name: string }[]>([])
  const [isLit, light] = useState(false)
  const [fault, setFault] = useState<CameraFault>()

  useEffect(() => {
    const ending = new AbortController()
    let opened: Camera | undefined
    setCamera(undefined)
    setFault(undefined)
    light(false)
    async function run(screen: HTMLVideoElement) {
      opened = await openCamera(chosen)
      if (ending.signal.aborted) return opened.close()
      screen.srcObject = opened.stream
      await screen.play()
      setCamera(opened)
      setCameras(await listCameras())
      await readCodes(screen, ending.signal, (code) => tell.current(code))
    }
    if (!hasCameras()) setFault('insecure')
    else if (video.current) {
      run(video.current).catch((error) => {
        if (!ending.signal.aborted) setFault(faultOf(error))
      })
    }
    return () => {
      ending.abort()
      opened?.close()
    }
  }, [chosen])

  const take = (id: string) => {
    localStorage.setItem(CHOSEN, id)
    choose(id)
  }
  const switchLight = async () => {
    await camera?.setTorch(!isLit)
    light(!isLit)
  }
  return (
    <section class="camera" aria-label={labels.camera}>
      <video ref={video} muted playsInline hidden={fault !== undefined} />
      <p role={fault ? 'alert' : 'status'}>
        {fault ? labels.faults[fault] : camera ? labels.aim : labels.starting}
      </p>
      <div class="camera-tools">
        {cameras.length > 1 && (
          <select
            aria-label={labels.camera}
            value={camera?.id}
            onChange={(event) => take(event.currentTarget.value)}
          >
            {cameras.map(({ id, name }) => (
              <option key={id} value={id}>
                {/^\d+$/.test(name) ? labels.cameraNumber(name) : name}
              </option>
            ))}
          </select>
        )}
        {camera?.hasTorch && (
          <button type="button" class="quiet" aria-pressed={isLit} onClick={switchLight}>
            {labels.light}
          </button>
        )}
        <button type="button" class="quiet" aria-label={labels.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
    </section>
  )
}

/** Looks at the picture again and again, and tells each code that comes into it. */
async function readCodes(
  screen: HTMLVideoElement,
  ending: AbortSignal,
  tell: (code: string) => void,
): Promise<void> {
  const detector = await createDetector()
  const isNew = createSightings()
  while (!ending.aborted) {
    const seen = document.hidden ? [] : await detector.detect(screen)
    for (const { rawValue } of seen) {
      const code = asCode(rawValue)
      if (code === undefined || ending.aborted || !isNew(code, performance.now())) continue
      navigator.vibrate?.(SHAKE_MS)
      tell(code)
    }
    await new Promise((done) => setTimeout(done, LOOK_MS))
  }
}
