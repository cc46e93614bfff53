import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { LIMITS, whyNoContainers } from '../support/docker-probe.ts'
import { chooseTarget } from '../support/pocketbase-target.ts'

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'probe-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A PATH on which `docker` is this script; without one there is no such command. */
function pathWith(script?: string): { PATH: string } {
  const folder = tempFolder()
  if (script === undefined) return { PATH: folder }
  const docker = join(folder, 'docker')
  writeFileSync(docker, `#!/bin/sh\n${script}\n`)
  chmodSync(docker, 0o755)
  return { PATH: `${folder}:/usr/bin:/bin` }
}

test('without a docker command there are no containers', async () => {
  const why = await whyNoContainers({ env: pathWith() })
  expect(why).toBe('no Docker engine answers (there is no command "docker")')
})

test('a docker command whose engine is not there says why', async () => {
  const script = 'echo "Cannot connect to the Docker daemon" >&2; exit 1'
  const why = await whyNoContainers({ env: pathWith(script) })
  expect(why).toBe('no Docker engine answers (Cannot connect to the Docker daemon)')
})

test('an engine that hangs is not waited for', async () => {
  const limits = { ...LIMITS, answer: 200 }
  const why = await whyNoContainers({ env: pathWith('sleep 60; exit 0'), limits })
  expect(why).toBe('no Docker engine answers (it said nothing within 0.2 s)')
})

test('an image that was not built yet is built only when that is wanted', async () => {
  const script = `case $1 in image) exit 1;; build) echo 'no network' >&2; exit 1;; esac`
  const env = pathWith(script)
  expect(await whyNoContainers({ env })).toMatch(/is not there \(PB_TARGET=docker builds it\)$/)
  expect(await whyNoContainers({ env, buildsImage: true })).toMatch(
    /cannot be built \(no network\)$/,
  )
})

test('an engine that answers and lists, and cannot run a container, is found', async () => {
  const asked: string[] = []
  const engine = createServer(({ method, url = '' }, response) => {
    asked.push(`${method} ${url}`)
    const isRead = method === 'GET' || method === 'HEAD'
    const body = url.includes('/containers/json') ? [] : { OperatingSystem: 'Linux', Os: 'linux' }
    response.writeHead(isRead ? 200 : 500, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isRead ? body : { message: 'containers cannot be run here' }))
  })
  const socket = join(tempFolder(), 'engine.sock')
  await new Promise<void>((listening) => engine.listen(socket, listening))
  onTestFinished(() => {
    engine.closeAllConnections()
    engine.close()
  })
  const env = { ...pathWith('exit 0'), DOCKER_HOST: `unix://${socket}`, HOME: tempFolder() }
  expect(await whyNoContainers({ env })).toMatch(
    /^the Docker engine cannot run a container for us \(.*containers cannot be run here/,
  )
  expect(asked.some((line) => line.startsWith('POST'))).toBe(true)
})

test('PB_TARGET decides: nothing is probed for a process', async () => {
  const probe = vi.fn()
  expect(await chooseTarget('process', probe)).toMatchObject({ name: 'process' })
  expect(probe).not.toHaveBeenCalled()
})

test('containers that are asked for and cannot be run are an error, not another choice', async () => {
  await expect(chooseTarget('docker', async () => 'it rains')).rejects.toThrow(
    'PB_TARGET=docker, but it rains.',
  )
  await expect(chooseTarget('podman')).rejects.toThrow('PB_TARGET takes docker or process.')
})

test('without PB_TARGET containers are used where they can be run', async () => {
  expect(await chooseTarget(undefined, async () => undefined)).toMatchObject({ name: 'docker' })
  expect(await chooseTarget(undefined, async () => 'it rains')).toEqual({
    name: 'process',
    why: 'it rains',
  })
})
