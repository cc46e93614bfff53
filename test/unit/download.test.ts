import type { IncomingMessage, RequestListener } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { StockError } from '../../src/domain/errors.ts'
import { sameInAll, speakingTo } from '../../src/domain/say.ts'
import { isPublicAddress } from '../../src/download/address.ts'
import type { DownloadOptions } from '../../src/download/download.ts'
import { openFileHost, PUBLIC_ADDRESS as PUBLIC } from '../support/file-host.ts'

const HOSTS = ['files.example.com', '*.content.example.com', 'store*.example.net']
const LINK = 'https://files.example.com/file-1?sig=secret'
const MEGABYTE = 1024 * 1024

async function host(answer: RequestListener, options: Partial<DownloadOptions> = {}) {
  const opened = await openFileHost(HOSTS, answer, options)
  onTestFinished(() => opened.close())
  return opened
}

const sends = (body: string | Buffer): RequestListener => {
  return (_request, response) => response.end(body)
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error) => {
      expect(error.message).not.toContain('secret')
      expect(error.message).toContain('Nothing was changed')
      return error.code
    },
  )

test('a file comes over, asked for by its name and without anything that says who we are', async () => {
  const { download, requests, dialled } = await host(sends('the file'))
  expect(Buffer.from(await download(LINK, 100)).toString()).toBe('the file')
  expect(dialled).toEqual([`files.example.com ${PUBLIC}`])
  expect(requests[0]).toMatchObject({ method: 'GET', url: '/file-1?sig=secret' })
  const { headers } = requests[0] as IncomingMessage
  expect(headers.host).toBe('files.example.com')
  expect(Object.keys(headers).sort()).toEqual([
    ...['accept-encoding', 'connection', 'host', 'user-agent'],
  ])
})

describe('a link', () => {
  test.each([
    ['http', 'http://files.example.com/a'],
    ['file', 'file:///etc/passwd'],
    ['data', 'data:text/plain,abc'],
    ['no link', 'file-XFlOqJYTPBPwMZE3IopCBv1Z'],
    ['an empty one', ''],
    ['a very long one', `https://files.example.com/${'a'.repeat(5_000)}`],
    ['another host', 'https://evil.example/a'],
    ['a host inside another', 'https://files.example.com.evil.example/a'],
    ['a host at the end of another', 'https://evilfiles.example.com/a'],
    ['a host in the path', 'https://evil.example/files.example.com'],
    ['two labels where one is allowed', 'https://a.b.content.example.com/a'],
    ['no label where one is wanted', 'https://content.example.com/a'],
    ['a dot at the end', 'https://files.example.com./a'],
    ['a user name', 'https://files.example.com@evil.example/a'],
    ['a user name at a good host', 'https://user:word@files.example.com/a'],
    ['a port', 'https://files.example.com:8443/a'],
    ['the port of PocketBase', 'https://files.example.com:8090/a'],
    ['a backslash', 'https://evil.example\\@files.example.com/a'],
    ['loopback', 'https://127.0.0.1/a'],
    ['loopback by name', 'https://localhost/a'],
    ['link-local', 'https://169.254.169.254/latest/meta-data'],
    ['private', 'https://192.168.1.1/a'],
    ['decimal', 'https://2130706433/a'],
    ['hex', 'https://0x7f000001/a'],
    ['octal', 'https://0177.0.0.1/a'],
    ['short', 'https://127.1/a'],
    ['IPv6 loopback', 'https://[::1]/a'],
    ['IPv4 in IPv6', 'https://[::ffff:127.0.0.1]/a'],
    ['IPv4 in IPv6, hex', 'https://[::ffff:7f00:1]/a'],
    ['IPv6 private', 'https://[fd00::1]/a'],
    ['letters in circles', 'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/a'],
    ['even a public number', `https://${PUBLIC}/a`],
  ])('with %s is refused before anything is asked', async (_name, link) => {
    const asked: string[] = []
    const resolve = async (name: string) => [...asked.splice(0, 0, name), PUBLIC]
    const { download, dialled } = await host(sends('secret data'), { resolve })
    expect(await refusal(download(link, MEGABYTE))).toBe('file-refused')
    expect([...asked, ...dialled]).toEqual([])
  })

  test.each([
    'https://FILES.example.com/a',
    'https://files.example.com:443/a',
    'https://one.content.example.com/a',
    'https://storeeast2.example.net/a',
  ])('%s is followed', async (link) => {
    const { download } = await host(sends('fine'))
    expect(Buffer.from(await download(link, 100)).toString()).toBe('fine')
  })
})

describe('a link into Azure, where anybody may have an account of any free name', () => {
  const AZURE = ['chat*.blob.core.windows.net', 'own.blob.core.windows.net']
  const OURS = 'sktid=a48cca56-e6da-484e-a814-9c849652bcb3'
  const open = async () => {
    const opened = await openFileHost(AZURE, sends('secret data'))
    onTestFinished(() => opened.close())
    return opened
  }

  test.each([
    ['', ''],
    ['with a signature of anybody', '?sig=secret'],
    ['of another directory', '?sktid=11111111-1111-1111-1111-111111111111&sig=secret'],
    ['of two directories', `?${OURS}&sktid=1&sig=secret`],
    ['without the signature', `?${OURS}`],
  ])('%s is refused before anything is asked', async (_name, query) => {
    const { download, dialled } = await open()
    const link = `https://chatevil.blob.core.windows.net/files/a${query}`
    expect(await refusal(download(link, 100))).toBe('file-refused')
    expect(dialled).toEqual([])
  })

  test.each([
    `https://chateast.blob.core.windows.net/files/a?${OURS}&sig=secret`,
    'https://own.blob.core.windows.net/files/a',
  ])('%s is followed', async (link) => {
    const { download } = await open()
    expect(Buffer.from(await download(link, 100)).toString()).toBe('secret data')
  })
})

const PRIVATE = [
  ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
  ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.168.0.1'],
  ...['198.18.0.1', '203.0.113.5', '224.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:93.184.215.14', '::ffff:7f00:1', '::127.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::'],
  ...['3fff::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1'],
]

describe('an address', () => {
  test.each(PRIVATE)('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each([
    '93.184.215.14',
    '20.150.1.1',
    '100.63.0.1',
    '172.32.0.1',
    '2606:4700::1111',
    '2a00::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test.each(['', 'localhost', '127.1', '0x7f.1', '1.2.3.4.5', '93.184.215.14 '])(
    '%j is none, and so not public',
    (address) => {
      expect(isPublicAddress(address)).toBe(false)
    },
  )
})

describe('a name', () => {
  test.each(PRIVATE)('that leads to %s is refused and never connected to', async (address) => {
    const { download, dialled } = await host(sends('secret'), { resolve: async () => [address] })
    expect(await refusal(download(LINK, 100))).toBe('file-refused')
    expect(dialled).toEqual([])
  })

  test('that leads to one private address among public ones is refused', async () => {
    const resolve = async () => [PUBLIC, '10.0.0.1']
    const { download, dialled } = await host(sends('secret'), { resolve })
    expect(await refusal(download(LINK, 100))).toBe('file-refused')
    expect(dialled).toEqual([])
  })

  test('that answers otherwise the second time is asked only once', async () => {
    const answers = [[PUBLIC], ['127.0.0.1'], ['127.0.0.1']]
    const resolve = async () => answers.shift() ?? []
    const { download, dialled } = await host(sends('fine'), { resolve })
    await download(LINK, 100)
    expect(dialled).toEqual([`files.example.com ${PUBLIC}`])
    expect(answers).toHaveLength(2)
  })

  test.each([
    ['is not there', () => Promise.reject(new Error('ENOTFOUND'))],
    ['has no address', async () => []],
    ['is never answered', () => new Promise<string[]>(() => {})],
  ])('that %s is a file that is not there', async (_name, resolve) => {
    const { download } = await host(sends('fine'), { resolve, deadlineMs: 100 })
    expect(await refusal(download(LINK, 100))).toBe('file-unavailable')
  })
})

describe('a redirect', () => {
  const to =
    (location: string | undefined, status = 302): RequestListener =>
    ({ url }, response) => {
      if (url === '/end') response.end('the end')
      else response.writeHead(status, location === undefined ? {} : { location }).end('no')
    }

  test.each([301, 302, 303, 307, 308])('%i to a good host is followed', async (status) => {
    const { download, dialled } = await host(to('https://x.content.example.com/end', status))
    expect(Buffer.from(await download(LINK, 100)).toString()).toBe('the end')
    expect(dialled).toEqual([`files.example.com ${PUBLIC}`, `x.content.example.com ${PUBLIC}`])
  })

  test.each([
    'http://files.example.com/end',
    'https://127.0.0.1/end',
    'https://[::1]/end',
    'https://169.254.169.254/end',
    'https://2130706433/end',
    'https://evil.example/end',
    'https://files.example.com:8090/end',
    '//127.0.0.1:8090/end',
    'file:///etc/passwd',
  ])('to %s is refused and never connected to', async (location) => {
    const { download, dialled } = await host(to(location))
    expect(await refusal(download(LINK, 100))).toBe('file-refused')
    expect(dialled).toHaveLength(1)
  })

  test('to a good name with a private address is refused', async () => {
    const resolve = async (name: string) => (name.startsWith('x.') ? ['127.0.0.1'] : [PUBLIC])
    const { download, dialled } = await host(to('https://x.content.example.com/end'), { resolve })
    expect(await refusal(download(LINK, 100))).toBe('file-refused')
    expect(dialled).toHaveLength(1)
  })

  test('that goes in a circle ends after three', async () => {
    const { download, requests } = await host(to('/again'))
    expect(await refusal(download(LINK, 100))).toBe('file-unavailable')
    expect(requests).toHaveLength(4)
  })

  test('to nowhere is a file that is not there', async () => {
    const { download } = await host(to(undefined))
    expect(await refusal(download(LINK, 100))).toBe('file-unavailable')
  })
})

describe('a file', () => {
  test('of just the size is taken, one byte more is not', async () => {
    const { download } = await host(sends(Buffer.alloc(1_000)))
    expect(await download(LINK, 1_000)).toHaveLength(1_000)
    expect(await refusal(download(LINK, 999))).toBe('file-too-large')
  })

  test('is told of as it comes, and is given up where there is no room for it', async () => {
    const { download } = await host(sends(Buffer.alloc(1_000)))
    let told = 0
    const hold = (bytes: number) => {
      told += bytes
    }
    await download(LINK, MEGABYTE, hold)
    expect(told).toBe(1_000)
    const full = () => {
      throw new StockError('overloaded', sameInAll('No room. Nothing was changed.'))
    }
    expect(await refusal(download(LINK, MEGABYTE, full))).toBe('overloaded')
  })

  test('that says it is small and is not is given up in the middle', async () => {
    let sent = 0
    const { download } = await host((_request, response) => {
      const more = () => {
        sent += 64 * 1024
        if (response.write(Buffer.alloc(64 * 1024))) setImmediate(more)
      }
      response.on('drain', more)
      more()
    })
    expect(await refusal(download(LINK, MEGABYTE))).toBe('file-too-large')
    expect(sent).toBeLessThan(50 * MEGABYTE)
  })

  test.each([
    ['never begins', () => {}],
    ['never ends', ((_request, response) => response.write('some')) as RequestListener],
  ])('that %s is given up at the deadline', async (_name, answer) => {
    const { download } = await host(answer, { deadlineMs: 150 })
    expect(await refusal(download(LINK, 100))).toBe('file-unavailable')
  })

  test('that is cut off is not taken', async () => {
    const { download } = await host((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('some')
      response.socket?.destroySoon()
    })
    expect(await refusal(download(LINK, 10_000))).toBe('file-unavailable')
  })

  test.each([204, 206, 304, 403, 404, 500])('answered with %i is not taken', async (status) => {
    const { download } = await host((_request, response) => response.writeHead(status).end())
    expect(await refusal(download(LINK, 100))).toBe('file-unavailable')
  })

  test('from a host where nobody listens is not there', async () => {
    const connect = () => connectTcp(1, '127.0.0.1')
    const { download } = await host(sends('fine'), { connect })
    expect(await refusal(download(LINK, 100))).toBe('file-unavailable')
  })
})

test('why a file did not come is told in French too', async () => {
  const french = (text: string) =>
    speakingTo({ language: 'fr', currency: 'EUR' }, async () => {
      const { download } = await host(sends(text))
      const links = [LINK, 'http://files.example.com/a']
      return Promise.all(links.map((link) => download(link, 2).catch(({ message }) => message)))
    })
  expect(await french('the file')).toEqual([
    expect.stringMatching(
      /^Le fichier dépasse .* Mo\. Rien n’a changé : envoyez-en un plus petit\.$/,
    ),
    'Le lien du fichier n’a pas été suivi : ce n’est pas du https. Rien n’a changé : joignez le fichier à la conversation et envoyez le lien qui l’accompagne.',
  ])
})
