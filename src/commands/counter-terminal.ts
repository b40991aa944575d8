import { hostname } from 'node:os'
import type { Citycard } from '../client'
import { newId, systemSecrets } from '../oversight'
import { CounterTerminal, SignInRefused, type Drawer } from '../../terminals/counter'
import { ReaderTrouble, type Readers } from '../../terminals/reader'
import { demonstrationCard, served, VirtualReaders } from '../../terminals/virtual'
import { done, foundWrong, misused, type Answer } from './answer'
import { signInOf, type SignInOptions } from './sign-in'

export interface CounterTerminalOptions extends SignInOptions {
  readonly json?: boolean
  /** Name of the reader here, or a part of it; the first when absent. */
  readonly reader?: string
  /** Its name at the centre, "rdr_…"; made of this machine's name when absent. */
  readonly name?: string
  /** A reader in software, with cards to look at that hold no keys. */
  readonly virtual?: boolean
}

const VIRTUAL_READER = 'Citycard virtual reader'
const NAME = /^rdr_[a-z0-9.-]{1,64}$/

/** `citycard counter-terminal`: keeps one card reader of this machine for the centre until it is stopped. */
export async function counterTerminal(options: CounterTerminalOptions): Promise<Answer> {
  const name = options.name ?? nameOfMachine()
  if (!NAME.test(name)) return misused('--name: "rdr_", then small letters, digits, "." and "-"')
  const signIn = await signInOf(options)
  if (typeof signIn === 'string') return misused(signIn)
  const opened = options.virtual === true ? virtualReaders() : await pcscReaders()
  try {
    const reader = (await opened.readers.list()).find((one) =>
      one.name.includes(options.reader ?? ''),
    )?.name
    if (reader === undefined) throw new ReaderTrouble('reader-missing')
    // A wrong password is told at once instead of being tried again and again.
    let first: Citycard | undefined = await signIn()
    const again = async (): Promise<Citycard> => {
      const centre = first ?? (await signIn())
      first = undefined
      return centre
    }
    say(`${reader} → ${options.url} ${name}`)
    return await keep({ ...opened, reader, name, signIn: again })
  } catch (error) {
    if (error instanceof SignInRefused) {
      return foundWrong({ refused: 'not-signed-in', detail: error.message }, error.message)
    }
    if (!(error instanceof ReaderTrouble)) throw error
    const { words, trouble, about } = error
    return foundWrong(
      { refused: trouble, detail: words.en, detailChinese: words.zh, ...about },
      `${words.zh}\n${words.en}`,
    )
  } finally {
    await opened.readers.close()
  }
}

async function keep(parts: {
  readonly readers: Readers
  readonly drawer?: Drawer
  readonly reader: string
  readonly name: string
  readonly signIn: () => Promise<Citycard>
}): Promise<Answer> {
  const instance = newId(systemSecrets, 'desk')
  const terminal = new CounterTerminal({ ...parts, instance, say })
  const stop = (): void => terminal.stop()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const ended = await terminal.run()
  process.removeListener('SIGINT', stop)
  process.removeListener('SIGTERM', stop)
  const told = { reader: parts.reader, name: parts.name, ended }
  return ended === 'stopped' ? done(told, ENDED[ended]) : foundWrong(told, ENDED[ended])
}

const ENDED = {
  stopped: '已停止 · stopped',
  'taken-over': '另一个程序已接管此读卡器 · another program keeps this reader now',
  refused: '中心不接受此读卡器 · the centre does not take this reader',
  'signed-out':
    '登录已失效，请重新登录后再启动 · the sign-in is over: sign in anew and start again',
} as const

/** Sentences for whoever looks at the screen; the answer alone goes to stdout. */
const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`)

/** The binding is loaded only here, so that a virtual reader works without it. */
async function pcscReaders(): Promise<{ readonly readers: Readers }> {
  const { PcscReaders } = await import('../../terminals/pcsc')
  return { readers: new PcscReaders() }
}

function virtualReaders(): { readonly readers: Readers; readonly drawer: Drawer } {
  const readers = new VirtualReaders([VIRTUAL_READER])
  const chips = {
    'tunion-demo': served(demonstrationCard('tunion')),
    'mohurd-demo': served(demonstrationCard('mohurd')),
  }
  let lying: keyof typeof chips | undefined
  const drawer: Drawer = {
    cards: [
      { name: 'tunion-demo', meaning: '交通联合示范卡，只可查看 · T-Union, to look at only' },
      { name: 'mohurd-demo', meaning: '住建部示范卡，只可查看 · MoHURD, to look at only' },
    ],
    lying: () => lying ?? null,
    put: (name) => {
      readers.remove(VIRTUAL_READER)
      lying = name === 'tunion-demo' || name === 'mohurd-demo' ? name : undefined
      if (lying !== undefined) readers.insert(VIRTUAL_READER, chips[lying])
    },
  }
  return { readers, drawer }
}

const nameOfMachine = (): string =>
  `rdr_${hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .slice(0, 64)}`
