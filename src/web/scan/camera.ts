/** A camera that is open. */
export interface Camera {
  readonly stream: MediaStream
  readonly id: string
  /** Whether it has a light that can be switched. */
  readonly hasTorch: boolean
  setTorch(on: boolean): Promise<void>
  close(): void
}

/** What may keep a camera shut; each has its own sentence. */
export type CameraFault = 'insecure' | 'denied' | 'missing' | 'busy'

/** Torch is not in the types of the DOM yet. */
type WithTorch = MediaTrackCapabilities & { readonly torch?: boolean }

const BACK: MediaTrackConstraints = { facingMode: { ideal: 'environment' } }

const openStream = (which: MediaTrackConstraints): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } },
  })

/** @param id of the camera that was chosen; the one on the back where it is missing, or gone */
export async function openCamera(id: string | undefined): Promise<Camera> {
  const stream = await openStream(id ? { deviceId: { exact: id } } : BACK).catch((error) => {
    if (id && faultOf(error) === 'missing') return openStream(BACK)
    throw error
  })
  const [track] = stream.getVideoTracks()
  const capabilities: WithTorch = track?.getCapabilities?.() ?? {}
  return {
    stream,
    id: track?.getSettings().deviceId ?? '',
    hasTorch: capabilities.torch === true,
    async setTorch(on) {
      await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
    },
    close() {
      for (const one of stream.getTracks()) one.stop()
    },
  }
}

/** The cameras of this device; their names are told once one was allowed. */
export async function listCameras(): Promise<readonly { id: string; name: string }[]> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }, index) => ({ id: deviceId, name: label || `${index + 1}` }))
}

/** Cameras open on https (and on this machine) only. */
export const hasCameras = (): boolean => navigator.mediaDevices?.getUserMedia !== undefined

export function faultOf(error: unknown): CameraFault {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'busy'
}
